/**
 * Every setting and every limit: its name (an environment variable), its default, what is allowed, its unit and its
 * meaning. Read once, by `main.ts` alone, which hands the values on.
 */

interface Kind<T> {
  /** What is allowed, as it stands in `expected …` and in the table. */
  readonly allowed: string;
  /** The value; undefined where the text is not allowed. */
  readonly read: (text: string) => T | undefined;
}

interface Setting<T> extends Kind<T> {
  readonly default: string;
  readonly meaning: string;
}

const whole = (from: number, to: number, unit = ''): Kind<number> => ({
  allowed: `a whole number${unit === '' ? '' : ` of ${unit}`} from ${from} to ${to}`,
  read: (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    return value >= from && value <= to ? value : undefined;
  },
});

const oneOf = <const T extends string>(...names: readonly T[]): Kind<T> => ({
  allowed: names.join(', '),
  read: (text) => names.find((name) => name === text),
});

const host: Kind<string> = {
  allowed: 'an address of this machine or its name, such as 127.0.0.1, 0.0.0.0, :: or localhost',
  read: (text) => (/^[\w.:%-]{1,255}$/.test(text) ? text : undefined),
};

const basePath: Kind<string> = {
  allowed: 'a path such as / or /plaintalk/, of letters, digits and - . _ ~',
  read: (text) => {
    if (!/^(\/[\w.~-]+)*\/?$/.test(text) || !text.startsWith('/') || /\/\.{1,2}(\/|$)/.test(text)) return undefined;
    return text.endsWith('/') ? text : `${text}/`;
  },
};

const folder: Kind<string> = {
  allowed: 'the path of a folder',
  read: (text) => (text.includes('\0') ? undefined : text),
};

const origins: Kind<readonly string[]> = {
  allowed: 'origins with commas between, such as https://learn.example.org,http://localhost:5173',
  read: (text) => {
    const listed = text === '' ? [] : text.split(',').map((origin) => origin.trim());
    return listed.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin) ? listed : undefined;
  },
};

const row = <T>(kind: Kind<T>, byDefault: string, meaning: string): Setting<T> => ({
  ...kind,
  default: byDefault,
  meaning,
});

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

/** One row each. */
export const SETTINGS = {
  HOST: row(host, '127.0.0.1', 'the address that the page is served at'),
  PORT: row(whole(0, 65_535), '8025', 'the TCP port that the page is served at; 0 takes a free one'),
  BASE_PATH: row(basePath, '/', 'the path below which everything lies'),
  DATA_DIR: row(folder, './data', 'the folder of the database; made where it is missing'),
  LABS_DIR: row(folder, '', 'a folder with labs and worlds of your own, beside the built-in ones; empty for none'),
  LOG_LEVEL: row(
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    'warn',
    'the least that is logged, to standard error, a JSON text a line',
  ),
  ORIGINS: row(origins, '', 'pages of other origins that may talk to this server; its own always may'),
  TRUST_PROXY: row(
    whole(0, 10, 'proxies'),
    '0',
    'how many proxies before this server say truly who asks (X-Forwarded-…)',
  ),
  COOKIE_SECURE: row(
    oneOf('auto', 'always'),
    'auto',
    'whether the cookie is for https only; auto: where https was used',
  ),

  SEAT_TERMINALS: row(whole(1, 64), '4', 'terminals of one learner at one lab'),
  SEAT_CONNECTIONS: row(whole(1, 1024), '32', 'TCP connections of one learner at one lab'),
  SEAT_LOG_BYTES: row(
    whole(64 * KiB, GiB, 'bytes'),
    String(MiB),
    'what is kept for the page of one lab: screens and wire',
  ),
  SEAT_WIRE_BYTES: row(whole(KiB, 64 * MiB, 'bytes'), String(64 * KiB), 'what is kept of one connection, each way'),
  SEAT_ADDED_BYTES: row(
    whole(0, GiB, 'bytes'),
    String(16 * MiB),
    'mails and files that one learner may add to a world',
  ),
  SEAT_ITEMS: row(whole(100, 1_000_000), '2000', 'mails, mailboxes, files and folders of one world together'),
  SEAT_IDLE_MS: row(
    whole(100, 86_400_000, 'milliseconds'),
    '600000',
    'a seat without a page leaves memory after this time',
  ),

  PAGE_MESSAGES_BURST: row(whole(10, 100_000), '400', 'messages that a page may send at once'),
  PAGE_MESSAGES_PER_SECOND: row(
    whole(1, 100_000),
    '100',
    'messages of a page per second after that; more are read later',
  ),

  TOTAL_SEATS: row(whole(1, 1_000_000), '2000', 'seats in memory at once'),
  TOTAL_CONNECTIONS: row(whole(1, 1_000_000), '4096', 'TCP connections of all learners together'),
  TOTAL_CHANNELS: row(whole(1, 1_000_000), '4000', 'pages attached at once'),
  TOTAL_ADDED_BYTES: row(whole(0, 1024 * GiB, 'bytes'), String(GiB), 'mails and files added by all learners in memory'),

  HTTP_BODY_BYTES: row(whole(KiB, MiB, 'bytes'), String(16 * KiB), 'the largest body of a request to the API'),
  HTTP_CONNECTIONS: row(whole(1, 1_000_000), '10000', 'HTTP connections at once, pages attached included'),
  LEARNERS_BURST: row(whole(1, 1_000_000), '300', 'learners that may begin at once from one network address'),
  LEARNERS_PER_MINUTE: row(whole(1, 1_000_000), '60', 'learners that may begin per minute after that'),

  LINE_BYTES: row(
    whole(512, MiB, 'bytes'),
    '16384',
    'the longest command line that a server takes, without its line end',
  ),
  MESSAGE_BYTES: row(whole(KiB, GiB, 'bytes'), String(8 * MiB), 'the largest mail or literal that a server takes'),
  FILE_BYTES: row(whole(KiB, GiB, 'bytes'), String(8 * MiB), 'the largest file that a server takes'),
  IDLE_MS: row(
    whole(1000, 86_400_000, 'milliseconds'),
    '1800000',
    'how long a conversation with a server may be silent, where its world sets no less',
  ),
  HANDSHAKE_MS: row(whole(100, 3_600_000, 'milliseconds'), '60000', 'how long a TLS handshake may take'),
  LOGIN_MS: row(
    whole(1000, 86_400_000, 'milliseconds'),
    '180000',
    'how long a server waits for a login, where its world sets no less',
  ),
} as const;

type Settings = typeof SETTINGS;
export type Config = { readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer T> ? T : never };

/** The settings, or a line for each that is not allowed: its name, what is, and what was given. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly config: Config } | { readonly problems: readonly string[] } {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { allowed, read, default: byDefault }] of Object.entries(SETTINGS)) {
    const given = environment[name]?.trim() ?? '';
    const value = read(given === '' ? byDefault : given);
    if (value === undefined) problems.push(`${name}: expected ${allowed}, got ${JSON.stringify(given)}`);
    values[name] = value;
  }
  return problems.length > 0 ? { problems } : { config: values as Config };
}

/** The limits, by those who keep to them. */
export function limitsOf(config: Config) {
  return {
    seat: {
      terminals: config.SEAT_TERMINALS,
      connections: config.SEAT_CONNECTIONS,
      logBytes: config.SEAT_LOG_BYTES,
      wireBytesPerConnection: config.SEAT_WIRE_BYTES,
      handshakeMs: config.HANDSHAKE_MS,
      world: { addedBytes: config.SEAT_ADDED_BYTES, items: config.SEAT_ITEMS },
      engine: {
        lineBytes: config.LINE_BYTES,
        messageBytes: config.MESSAGE_BYTES,
        fileBytes: config.FILE_BYTES,
        idleMs: config.IDLE_MS,
        loginMs: config.LOGIN_MS,
      },
    },
    seatIdleMs: config.SEAT_IDLE_MS,
    pace: { burst: config.PAGE_MESSAGES_BURST, perSecond: config.PAGE_MESSAGES_PER_SECOND },
    total: {
      seats: config.TOTAL_SEATS,
      connections: config.TOTAL_CONNECTIONS,
      channels: config.TOTAL_CHANNELS,
      addedBytes: config.TOTAL_ADDED_BYTES,
    },
    http: {
      bodyBytes: config.HTTP_BODY_BYTES,
      connections: config.HTTP_CONNECTIONS,
      learners: { burst: config.LEARNERS_BURST, perMinute: config.LEARNERS_PER_MINUTE },
    },
  };
}

/** What `--help` prints. */
export function describeSettings(): string {
  const rows = Object.entries(SETTINGS).map(
    ([name, { default: byDefault, meaning, allowed }]) =>
      `  ${name.padEnd(20)} ${(byDefault === '' ? '(empty)' : byDefault).padEnd(12)} ${meaning}\n${' '.repeat(36)}${allowed}`,
  );
  return [
    'Plaintalk: speak FTP, SMTP, POP3 and IMAP by hand, in a browser.',
    '',
    'Usage: npm start          settings are environment variables, as in PORT=9000 npm start',
    '',
    `  ${'setting'.padEnd(20)} ${'default'.padEnd(12)} meaning, and what is allowed`,
    ...rows,
    '',
  ].join('\n');
}
