/**
 * The settings of an FTP service, as a world's file names them, with vsftpd's own defaults where it has some. Read by
 * engine and store; never changed.
 */
import { z } from 'zod';
import { described } from '../../../labs/schema-problems.ts';
import type { ServiceDefinition } from '../../../labs/world.ts';
import { settingsReader } from '../settings.ts';
import type { Right } from './commands.ts';

/** Where the name differs, vsftpd's own is named behind. */
export interface FtpSettings {
  /** Whether guests may log in as `anonymous` or `ftp` (anonymous_enable). */
  readonly anonymous: boolean;
  /** The directory that guests see as `/` (anon_root). */
  readonly anonymousRoot: string;
  /** Whether accounts of the world may log in (local_enable). */
  readonly localUsers: boolean;
  /** Whether anybody may change anything (write_enable). */
  readonly writable: boolean;
  /** Guests may upload new files where the directory's mode lets them (anon_upload_enable). */
  readonly anonymousUpload: boolean;
  /** Guests may make directories (anon_mkdir_write_enable). */
  readonly anonymousMkdir: boolean;
  /** Guests may also delete, rename, append and overwrite (anon_other_write_enable). */
  readonly anonymousOtherWrite: boolean;
  /** Accounts see their home as `/` (chroot_local_user). */
  readonly chrootUsers: boolean;
  /** Taken from the mode of what an account makes, octal: `022` (local_umask). */
  readonly umask: number;
  /** … and of what a guest makes (anon_umask). */
  readonly anonymousUmask: number;
  /** Whether TYPE A changes line ends (ascii_download_enable, ascii_upload_enable). */
  readonly asciiConversion: boolean;
  /** Whether a directory's `.message` is shown to who enters it (dirmessage_enable). */
  readonly directoryMessages: boolean;
  /** Whether `LIST -R` is obeyed (ls_recurse_enable). */
  readonly recursiveListing: boolean;
  /** Whether an urgent ABOR (Telnet's IP and DM before it) ends a transfer at once, instead of being read after it (async_abor_enable). */
  readonly asyncAbor: boolean;
  /** Bytes and number of what one user may own on the host, guests together being one; undefined: no such bound. */
  readonly quotaBytes?: number | undefined;
  readonly quotaFiles?: number | undefined;
  /** Whether MLST and MLSD are known (RFC 3659 §7); vsftpd knows neither. */
  readonly machineListings: boolean;
  /** Whether MDTM with a date sets it (mdtm_write). */
  readonly mdtmWrite: boolean;
  /** Whether SITE CHMOD is known (chmod_enable). */
  readonly chmod: boolean;
  /** The greeting behind `220 ` (ftpd_banner); without it the software's name in brackets. */
  readonly banner?: string | undefined;
  /** How long to wait for the data connection (accept_timeout, connect_timeout). */
  readonly acceptMs: number;
  /** How long a data connection may stand still (data_connection_timeout). */
  readonly dataMs: number;
  /** How long a session may be silent, but no longer than the house's limit (idle_session_timeout). */
  readonly idleMs: number;
  /** How long a wrong login waits for its answer; PAM does it, against guessing. */
  readonly failedLoginMs: number;
  /** Wrong logins after which the server hangs up (max_login_fails). */
  readonly loginFailures: number;
  /** How long a session may last in all; undefined: as long as it likes. */
  readonly sessionMs: number | undefined;
  /** Sessions at once, 0 for any number (max_clients), and from one address (max_per_ip). */
  readonly clients: number;
  readonly clientsPerAddress: number;
  /** Whether accounts may log in on a connection without TLS (the opposite of force_local_logins_ssl). */
  readonly plaintextLogin: boolean;
  /** Whether accounts need TLS for data connections, too (force_local_data_ssl). */
  readonly dataTls: 'optional' | 'required';
  /** TLS for guests: refused (allow_anon_ssl=NO), as they like, or for logging in and for data (force_anon_logins_ssl). */
  readonly anonymousTls: 'refused' | 'optional' | 'required';
  /** Whether a data connection's TLS must go on with the control connection's session (require_ssl_reuse). */
  readonly dataTlsResumed: boolean;
  /** Whether CCC ends TLS on the control connection; vsftpd does not know it. */
  readonly clearCommandChannel: boolean;
}

const flag = (otherwise: boolean, description: string): z.ZodDefault<z.ZodBoolean> =>
  described(z.boolean().default(otherwise), `true or false: ${description}`);
const seconds = z.number().min(0).max(86_400);
const count = z.number().int().min(0).max(100_000);
const octal = z.union([z.string().regex(/^[0-7]{1,6}$/), z.number().int().min(0).max(777_777)]);
const path = z
  .string()
  .max(1000)
  .regex(/^\/[^\0\r\n]*$/);

/** As a world's file has them: times in seconds, modes in octal digits. */
export const ftpSettingsSchema = z.strictObject({
  anonymous: flag(true, 'guests may log in'),
  anonymousRoot: described(path.default('/srv/ftp'), 'the absolute path of what guests see as /', '/srv/ftp'),
  localUsers: flag(true, 'accounts of the world may log in'),
  writable: flag(true, 'anybody may change anything'),
  anonymousUpload: flag(false, 'guests may upload new files'),
  anonymousMkdir: flag(false, 'guests may make directories'),
  anonymousOtherWrite: flag(false, 'guests may delete, rename, append and overwrite'),
  chrootUsers: flag(false, 'accounts see their home as /'),
  umask: described(octal.default('022'), 'what is taken from the mode of a new file, in octal digits', "'022'"),
  anonymousUmask: described(octal.default('077'), "what is taken from the mode of a guest's file", "'077'"),
  asciiConversion: flag(false, 'TYPE A changes line ends'),
  directoryMessages: flag(true, "a directory's .message is shown to who enters it"),
  recursiveListing: flag(false, 'LIST -R is obeyed'),
  asyncAbor: flag(false, 'an urgent ABOR ends a transfer at once'),
  quotaBytes: described(
    z.number().int().min(0).max(0xffff_ffff).optional(),
    'how many bytes the files of one user on this host may hold together, all guests being one user',
    '100000',
  ),
  quotaFiles: described(
    z.number().int().min(0).max(100_000).optional(),
    'how many files and directories one user may own on this host, all guests being one user',
    '50',
  ),
  machineListings: flag(false, 'MLST and MLSD are known'),
  mdtmWrite: flag(true, 'MDTM with a date sets it'),
  chmod: flag(true, 'SITE CHMOD is known'),
  banner: described(z.string().max(500).optional(), 'the greeting behind 220', 'Welcome'),
  acceptSeconds: described(seconds.default(60), 'how long to wait for the data connection, in seconds', '60'),
  dataSeconds: described(seconds.default(300), 'how long a data connection may stand still, in seconds', '300'),
  idleSeconds: described(
    seconds.default(300),
    "how long a session may be silent, in seconds, but no longer than the house's IDLE_MS",
    '60',
  ),
  failedLoginSeconds: described(seconds.default(3), 'how long a wrong login waits for its answer, in seconds', '3'),
  loginFailures: described(z.number().int().min(1).max(1000).default(3), 'wrong logins after which it hangs up', '3'),
  sessionSeconds: described(seconds.min(1).optional(), 'how long a session may last in all, in seconds', '600'),
  clients: described(count.default(2000), 'sessions at once, 0 for any number', '20'),
  clientsPerAddress: described(count.default(50), 'sessions at once from one address, 0 for any number', '2'),
  plaintextLogin: flag(true, 'accounts may log in on a connection without TLS'),
  dataTls: described(
    z.enum(['optional', 'required']).default('optional'),
    'optional or required: TLS on the data connections of accounts',
    'required',
  ),
  anonymousTls: described(
    z.enum(['refused', 'optional', 'required']).default('optional'),
    'refused, optional or required: TLS for guests',
    'refused',
  ),
  dataTlsResumed: flag(false, 'TLS on a data connection must resume the session of the control connection'),
  clearCommandChannel: flag(false, 'CCC ends TLS on the control connection'),
});

/** The settings of a service. */
export const ftpSettings: (service: ServiceDefinition) => FtpSettings = settingsReader(
  ftpSettingsSchema.transform(
    ({
      umask,
      anonymousUmask,
      acceptSeconds,
      dataSeconds,
      idleSeconds,
      failedLoginSeconds,
      sessionSeconds,
      ...others
    }) => ({
      ...others,
      sessionMs: sessionSeconds === undefined ? undefined : sessionSeconds * 1000,
      umask: parseOctal(String(umask)) ?? 0o022,
      anonymousUmask: parseOctal(String(anonymousUmask)) ?? 0o077,
      acceptMs: acceptSeconds * 1000,
      dataMs: dataSeconds * 1000,
      idleMs: idleSeconds * 1000,
      failedLoginMs: failedLoginSeconds * 1000,
    }),
  ),
);

/** Whether somebody may change files in this way, as far as the settings go; the files' own rights count, too. */
export function permits(
  settings: FtpSettings,
  right: Right,
  { isAnonymous }: { readonly isAnonymous: boolean },
): boolean {
  if (!settings.writable) return false;
  if (!isAnonymous) return true;
  switch (right) {
    case 'upload':
      return settings.anonymousUpload;
    case 'make-directory':
      return settings.anonymousMkdir;
    case 'other-write':
      return settings.anonymousOtherWrite;
    default:
      return right satisfies never;
  }
}

/** Permission bits as digits; undefined where it is no octal number. */
export function parseOctal(text: string): number | undefined {
  return /^[0-7]{1,6}$/.test(text) ? parseInt(text, 8) & 0o777 : undefined;
}
