/**
 * The ports that the reference was recorded at: what each is set to, beside what all ports of its protocol share.
 * A row follows the configuration of the real server (`native/` of the reference); nothing here may bend a reply.
 */

/** The ordinary port of a protocol, which scripts name by no name. */
export const ORDINARY = '';

export interface Variant {
  readonly protocol: string;
  /** As scripts say it: `@port NAME`. */
  readonly name: string;
  /** Settings of the service beside those of the world's file, as that would have them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** How it offers TLS: `upgrade` (STARTTLS and its like) where nothing stands here, `port` from the first byte. */
  readonly tls?: 'none' | 'upgrade' | 'port';
}

export const VARIANTS: readonly Variant[] = [
  { protocol: 'smtp', name: ORDINARY, settings: {} },
  {
    protocol: 'smtp',
    name: 'open',
    settings: { vrfy: true, expn: true, etrn: true, dsn: true, sizeLimit: 20_480, idleSeconds: 5, auth: 'after-tls' },
  },
  { protocol: 'pop3', name: ORDINARY, settings: {} },
  { protocol: 'pop3', name: 'pop3s', settings: {}, tls: 'port' },
  { protocol: 'pop3', name: 'other', settings: { plaintextLogin: false } },
  { protocol: 'pop3', name: 'lock', settings: { lock: true } },
  { protocol: 'imap', name: ORDINARY, settings: {} },
  { protocol: 'imap', name: 'imaps', settings: {}, tls: 'port' },
  { protocol: 'imap', name: 'other', settings: { plaintextLogin: false } },
  { protocol: 'ftp', name: ORDINARY, settings: { anonymous: true, anonymousRoot: '/srv/ftp' }, tls: 'none' },
  {
    protocol: 'ftp',
    name: 'open',
    settings: {
      anonymous: true,
      anonymousRoot: '/srv/ftp-open',
      anonymousUpload: true,
      anonymousMkdir: true,
      chrootUsers: true,
      asciiConversion: true,
      recursiveListing: true,
      asyncAbor: true,
      umask: '077',
      banner: 'Welcome to the open FTP service.',
      acceptSeconds: 3,
      dataSeconds: 4,
      idleSeconds: 6,
    },
  },
];
