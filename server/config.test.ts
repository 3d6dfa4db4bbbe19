import { describe, expect, it } from 'vitest';
import { describeSettings, limitsOf, readConfig, SETTINGS } from './config.ts';

function problemsOf(environment: Record<string, string>): readonly string[] {
  const read = readConfig(environment);
  return 'problems' in read ? read.problems : [];
}

function configOf(environment: Record<string, string>) {
  const read = readConfig(environment);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.config;
}

describe('settings', () => {
  it('has a default for each that is allowed itself', () => {
    expect(configOf({})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8025,
      BASE_PATH: '/',
      DATA_DIR: './data',
      LABS_DIR: '',
      ORIGINS: [],
    });
  });

  it.each([
    ['PORT', '65536', 'PORT: expected a whole number from 0 to 65535, got "65536"'],
    ['PORT', '80a', 'PORT: expected a whole number from 0 to 65535, got "80a"'],
    ['PORT', '-1', 'PORT: expected a whole number from 0 to 65535, got "-1"'],
    ['PORT', '1e3', 'PORT: expected a whole number from 0 to 65535, got "1e3"'],
    ['SEAT_LOG_BYTES', '1', 'SEAT_LOG_BYTES: expected a whole number of bytes from 65536 to 1073741824, got "1"'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL: expected trace, debug, info, warn, error, silent, got "loud"'],
    ['HOST', 'http://x/', expect.stringMatching(/^HOST: expected an address .*, got "http:\/\/x\/"$/)],
    ['BASE_PATH', 'plaintalk', expect.stringMatching(/^BASE_PATH: expected a path .*, got "plaintalk"$/)],
    ['BASE_PATH', '/a/../b', expect.stringContaining('got "/a/../b"')],
    ['BASE_PATH', '//evil.example', expect.stringContaining('got "//evil.example"')],
    ['BASE_PATH', '/"><script>', expect.stringContaining('BASE_PATH: expected')],
    ['ORIGINS', 'https://a.example/path', expect.stringContaining('ORIGINS: expected origins')],
    ['ORIGINS', 'a.example', expect.stringContaining('ORIGINS: expected origins')],
  ])('refuses %s=%s in one line', (name, given, line) => {
    expect(problemsOf({ [name]: given })).toEqual([line]);
  });

  it('names all that is wrong at once', () => {
    expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'y' })).toHaveLength(2);
  });

  it('takes what is allowed', () => {
    expect(configOf({ BASE_PATH: '/learn/plaintalk' }).BASE_PATH).toBe('/learn/plaintalk/');
    expect(configOf({ PORT: ' 0 ' }).PORT).toBe(0);
    expect(configOf({ PORT: '' }).PORT).toBe(8025);
    expect(configOf({ ORIGINS: 'https://a.example, http://localhost:5173' }).ORIGINS).toEqual([
      'https://a.example',
      'http://localhost:5173',
    ]);
  });

  it('hands the limits on by who keeps to them', () => {
    const limits = limitsOf(configOf({ SEAT_TERMINALS: '2', LINE_BYTES: '1000' }));
    expect(limits.seat.terminals).toBe(2);
    expect(limits.seat.engine.lineBytes).toBe(1000);
  });

  it('describes every one of them', () => {
    for (const name of Object.keys(SETTINGS)) expect(describeSettings()).toContain(`\n  ${name} `);
  });
});
