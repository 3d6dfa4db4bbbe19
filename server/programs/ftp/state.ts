/** What the parts of `ftp` tell one another: replies, the server that is connected, what a learner has switched. */

/** What ended a command. Code 0: nothing came, for ^C was typed. */
export interface FinalReply {
  readonly code: number;
  /** The last line without the code. */
  readonly text: string;
}

export interface CommandSetting {
  /** Not shown, as SYST after the login is not; the debugging mode shows it all the same. */
  readonly isQuiet?: boolean;
  /** What the debugging mode shows instead of the command (a password). */
  readonly shown?: string;
  /** A reply 1xx: the server has begun. */
  readonly onPreliminary?: () => void;
  /** Each line of the reply. */
  readonly onLine?: (text: string) => void;
}

/** What a learner can switch. */
export interface Options {
  verbose: boolean;
  debug: boolean;
  passive: boolean;
  /** Whether a passive connection that fails may be followed by an active one. */
  fallback: boolean;
  extended: boolean;
  prompting: boolean;
  globbing: boolean;
  hash: boolean;
  bell: boolean;
  /** `set` by `type`; undefined: binary, without having been asked for. */
  type: 'A' | 'I' | undefined;
  restartAt: number;
}

/** The server that is connected. */
export interface Peer {
  /** As the learner named it. */
  readonly name: string;
  readonly address: string;
  readonly features: Set<string>;
  /** The transfer type that the server has; A until it is told otherwise (RFC 959 §5.1). */
  serverType: 'A' | 'I';
  isLoggedIn: boolean;
}

export function newOptions(): Options {
  return {
    verbose: true,
    debug: false,
    passive: true,
    fallback: true,
    extended: false,
    prompting: true,
    globbing: true,
    hash: false,
    bell: false,
    type: undefined,
    restartAt: 0,
  };
}
