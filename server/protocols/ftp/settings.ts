/**
 * The settings of an FTP service, as a world's file names them, with vsftpd's own defaults where it has some. Read by
 * engine and store; never changed.
 */
import type { ServiceDefinition } from '../../../labs/world.ts';

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
  /** Whether ABOR ends a transfer at once, instead of being read after it (async_abor_enable). */
  readonly asyncAbor: boolean;
  /** Whether MDTM with a date sets it (mdtm_write). */
  readonly mdtmWrite: boolean;
  /** Whether SITE CHMOD is known (chmod_enable). */
  readonly chmod: boolean;
  /** The greeting behind `220 ` (ftpd_banner); without it the software's name in brackets. */
  readonly banner: string | undefined;
  /** How long to wait for the data connection (accept_timeout, connect_timeout). */
  readonly acceptMs: number;
  /** How long a data connection may stand still (data_connection_timeout). */
  readonly dataMs: number;
  /** How long a session may be silent, where it is not the house's limit (idle_session_timeout). */
  readonly idleMs: number | undefined;
  /** How long a wrong login waits for its answer; PAM does it, against guessing. */
  readonly failedLoginMs: number;
  /** Wrong logins after which the server hangs up (max_login_fails). */
  readonly loginFailures: number;
}

/** Reads the settings of a service; times are given in seconds: `acceptSeconds`, `dataSeconds`, `idleSeconds`, `failedLoginSeconds`. */
export function ftpSettings({ settings }: ServiceDefinition): FtpSettings {
  const flag = (name: string, otherwise: boolean): boolean => {
    const value = settings[name];
    return typeof value === 'boolean' ? value : otherwise;
  };
  const text = (name: string): string | undefined => {
    const value = settings[name];
    return value === undefined ? undefined : String(value);
  };
  const number = (name: string): number | undefined => {
    const value = Number(settings[name]);
    return Number.isFinite(value) && value >= 0 ? value : undefined;
  };
  const seconds = (name: string): number | undefined => {
    const value = number(name);
    return value === undefined ? undefined : value * 1000;
  };
  const octal = (name: string, otherwise: number): number => parseOctal(text(name) ?? '') ?? otherwise;
  return {
    anonymous: flag('anonymous', true),
    anonymousRoot: text('anonymousRoot') ?? '/srv/ftp',
    localUsers: flag('localUsers', true),
    writable: flag('writable', true),
    anonymousUpload: flag('anonymousUpload', false),
    anonymousMkdir: flag('anonymousMkdir', false),
    anonymousOtherWrite: flag('anonymousOtherWrite', false),
    chrootUsers: flag('chrootUsers', false),
    umask: octal('umask', 0o022),
    anonymousUmask: octal('anonymousUmask', 0o077),
    asciiConversion: flag('asciiConversion', false),
    directoryMessages: flag('directoryMessages', true),
    recursiveListing: flag('recursiveListing', false),
    asyncAbor: flag('asyncAbor', false),
    mdtmWrite: flag('mdtmWrite', true),
    chmod: flag('chmod', true),
    banner: text('banner'),
    acceptMs: seconds('acceptSeconds') ?? 60_000,
    dataMs: seconds('dataSeconds') ?? 300_000,
    idleMs: seconds('idleSeconds'),
    failedLoginMs: seconds('failedLoginSeconds') ?? 3_000,
    loginFailures: number('loginFailures') ?? 3,
  };
}

/** Permission bits as digits; undefined where it is no octal number. */
export function parseOctal(text: string): number | undefined {
  return /^[0-7]{1,6}$/.test(text) ? parseInt(text, 8) & 0o777 : undefined;
}
