import { describe, expect, test } from 'vitest';
import { createShell } from '../index.ts';
import { memoryMachine, type MemorySetting } from '../machine.testkit.ts';
import type { ProgramOutput } from '../machine.ts';

function shellWith(setting: MemorySetting = {}) {
  const machine = memoryMachine(setting);
  const shell = createShell(machine);
  shell.handle({ type: 'started' });
  const text = (outputs: readonly ProgramOutput[]): string =>
    outputs.map((output) => ('text' in output ? output.text : '')).join('');
  return {
    machine,
    shell,
    type: (line: string): string => text(shell.handle({ type: 'typed', line })),
  };
}

describe('the shell', () => {
  test('shows its prompt and prints nothing when it starts', () => {
    expect(createShell(memoryMachine()).handle({ type: 'started' })).toEqual([
      { type: 'mode', mode: { prompt: 'user@terminal$ ', echo: true, history: 'sh', escape: false } },
    ]);
  });

  test.each([
    ['', ''],
    ['HELO client.thm', 'bash: HELO: command not found\n'],
    ['MAIL FROM:<a@b>', "bash: syntax error near unexpected token `newline'\n"],
    ['./note.txt', 'bash: ./note.txt: Permission denied\n'],
    ['/nowhere', 'bash: /nowhere: No such file or directory\n'],
    ['echo a  b', 'a b\n'],
    ['echo -n a', 'a'],
    ["printf 'a\\r\\nb%s' c", 'a\nbc'],
    ["printf '%s\\n' a b", 'a\nb\n'],
    ['printf', 'printf: usage: printf [-v var] format [arguments]\n'],
    ['cat note.txt', 'one\ntwo\n'],
    ['cat nosuch', 'cat: nosuch: No such file or directory\n'],
    ['cat ~/note.txt', 'one\ntwo\n'],
    ['cat < note.txt', 'one\ntwo\n'],
    ['cat < nosuch', 'bash: nosuch: No such file or directory\n'],
    ['cat note.txt | cat | cat', 'one\ntwo\n'],
    ['ls', 'a.txt  note.txt\n'],
    ['ls | cat', 'a.txt\nnote.txt\n'],
    ['ls *.txt', 'a.txt  note.txt\n'],
    ['echo *.md "*.txt" n*', '*.md *.txt note.txt\n'],
    ['ls nosuch', "ls: cannot access 'nosuch': No such file or directory\n"],
    ['ls -l a.txt', '-rw-r--r-- 1 user user 2 Jun 27 16:18 a.txt\n'],
    ['pwd; whoami; hostname', '/home/user\nuser\nclient.thm\n'],
    ['date', 'Thu Jun 27 16:18:09 UTC 2024\n'],
    ['cd ..; pwd', '/home\n'],
    ['cd nosuch', 'bash: cd: nosuch: No such file or directory\n'],
    ['cd note.txt', 'bash: cd: note.txt: Not a directory\n'],
    ['cat nosuch && echo yes || echo no', 'cat: nosuch: No such file or directory\nno\n'],
    ['nosuch; echo on', 'bash: nosuch: command not found\non\n'],
    ['nosuch | cat', 'bash: nosuch: command not found\n'],
    ['cat note.txt | nosuch', 'bash: nosuch: command not found\n'],
    ['exit', 'This terminal stays open: there is nothing behind it to go back to.\n'],
    ['rm nosuch', "rm: cannot remove 'nosuch': No such file or directory\n"],
    ['echo x > /etc/x', 'bash: /etc/x: Permission denied\n'],
    ['echo x > /dev/null', ''],
    [Array(17).fill('cat').join('|'), 'bash: fork: Resource temporarily unavailable\n'],
  ])('%s', (line, wanted) => {
    const { type } = shellWith({ files: { 'note.txt': 'one\ntwo\n', 'a.txt': 'a\n' } });
    expect(type(line)).toBe(wanted);
  });

  test('writes and appends to files', () => {
    const { type } = shellWith();
    expect(type('echo one > f; echo two >> f; cat f')).toBe('one\ntwo\n');
    expect(type('echo three > f; cat < f > g; cat g')).toBe('three\n');
    expect(type('rm f g; ls')).toBe('');
  });

  test('refuses a file beyond the quota', () => {
    const { type, machine } = shellWith({ freeBytes: 5 });
    expect(type('echo 123456 > f')).toBe('bash: f: Disk quota exceeded\n');
    expect(machine.files.get('/home/user/f')).toHaveLength(0);
  });

  test('gives typed lines to a program that reads them, until ^D', () => {
    const { type, shell } = shellWith();
    expect(shell.handle({ type: 'typed', line: 'cat > f' }).at(-1)).toMatchObject({
      type: 'mode',
      mode: { prompt: '' },
    });
    expect(shell.foreground).toBe('cat');
    expect(type('From: me')).toBe('');
    expect(shell.handle({ type: 'signal', signal: 'end-of-file' })).toMatchObject([
      { type: 'mode', mode: { prompt: 'user@terminal$ ' } },
    ]);
    expect(type('cat f')).toBe('From: me\n');
  });

  test('^C ends the program and what waits behind it', () => {
    const { type, shell } = shellWith();
    type('cat; echo after');
    expect(shell.handle({ type: 'signal', signal: 'interrupt' })).toMatchObject([{ type: 'mode' }]);
    expect(shell.foreground).toBe('sh');
    expect(shell.handle({ type: 'signal', signal: 'interrupt' })).toEqual([]);
  });

  test('^D at the shell explains itself', () => {
    const { shell } = shellWith();
    expect(shell.handle({ type: 'signal', signal: 'end-of-file' })).toMatchObject([{ type: 'print' }]);
  });

  test('clear empties the screen', () => {
    const { shell } = shellWith();
    expect(shell.handle({ type: 'typed', line: 'clear' })).toEqual([{ type: 'clear' }]);
  });

  test('what is not text can not drive the terminal', () => {
    const { type } = shellWith();
    expect(type("printf '\\033]0;title\\007\\xc2\\x9b2J'")).toBe('^[]0;title\x07M-^[2J');
  });

  test('shows no more than a million characters of a command', () => {
    const { type } = shellWith({ files: { big: 'x'.repeat(400_000) } });
    const shown = type('cat big big big');
    expect(shown.slice(0, 1_000_000)).toBe('x'.repeat(1_000_000));
    expect(shown.slice(1_000_000)).toMatch(/^\[cut here/);
  });
});

test.each([
  ['telnet 10.10.41.192 25', 'server'],
  ['nc 10.10.41.192 25', 'server'],
  ['ftp 10.10.41.192', 'server'],
  ['nc 10.10.41.192 25 | cat', undefined],
])('%s shows what the other end says in the voice of: %s', (line, voice) => {
  const { shell, type } = shellWith();
  type(line);
  const at = { host: '10.10.41.192', port: 25 };
  const channel = '1/main';
  shell.handle({ type: 'connected', channel, local: at, remote: at });
  const outputs = shell.handle({ type: 'data', channel, bytes: new TextEncoder().encode('220 hello\r\n') });
  const text = '220 hello\n';
  expect(outputs).toContainEqual(voice === undefined ? { type: 'print', text } : { type: 'print', text, voice });
});
