/** Program → Debian's package of it: those that tests use. */
export const packages: Readonly<
  Record<
    | 'curl'
    | 'exim4'
    | 'fetchmail'
    | 'getmail'
    | 'inetutils-ftp'
    | 'lftp'
    | 'mbsync'
    | 'msmtp'
    | 'mutt'
    | 'ncftpget'
    | 'offlineimap'
    | 'openssl'
    | 'python3'
    | 's-nail'
    | 'script'
    | 'swaks'
    | 'tnftp'
    | 'wget',
    string
  >
>;
/** Where programs are looked for: an ordinary user's PATH leaves the system's out. */
export const searchPath: string;
/** Where missing programs are installed, and where their lack is therefore a failure: CI=true, on a Debian, as root. */
export const isEquipped: boolean;
/** What the program says of its version; undefined where it is not on this machine. */
export function versionOf(program: string): string | undefined;
/** The packages of those programs that are not on this machine. */
export function missingPackages(): string[];
