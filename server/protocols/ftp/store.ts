/**
 * What FTP needs of the world, by the state in which it is needed. Implemented by the sandbox; never by the engine.
 * Names and paths are byte strings (each character one byte, as on the wire), absolute, with what the user sees as `/`.
 */
import type { BodyInTheMaking, FileBody } from '../file-body.ts';

/** Before the login. */
export interface FtpStore {
  /** Counts a session of a client. */
  begin(clientHost: string): SessionCount;
  /** Counts it out again. */
  end(clientHost: string): void;
  /** What the user may see and do; `wrong` where name and password do not fit; `homeless` where the directory lacks. */
  logIn(user: string, password: string): UserFiles | { readonly refused: 'wrong' | 'homeless'; readonly home: string };
}

/** How many sessions there are, the one that asks included. */
export interface SessionCount {
  readonly all: number;
  readonly ofClient: number;
}

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** Of a symbolic link: what it names, as it was written. */
  readonly target?: string;
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
  readonly links: number;
  readonly may: Rights;
}

/** What the file's mode, and that of the directory it is in, let this user do. */
export interface Rights {
  readonly read: boolean;
  readonly write: boolean;
  /** To go through it, where it is a directory. */
  readonly search: boolean;
  /** To take its name out of the directory; never of `.` and `..`. */
  readonly remove: boolean;
}

export interface Written {
  readonly body: FileBody;
  /** The mode of a new file; one that was there keeps its own. */
  readonly mode: number;
}

/** After the login: the files as this user sees them. What is not allowed fails as what is not there. */
export interface UserFiles {
  readonly isAnonymous: boolean;
  /** The name under which the server runs for this user. */
  readonly name: string;
  /** Where the session begins. */
  readonly home: string;
  /** CWD: the path without `.` and `..`; undefined where it can't be entered. */
  enter(path: string): string | undefined;
  /** What a path leads to, links followed. */
  find(path: string): Entry | undefined;
  /** What stands at a path: a link for itself. */
  look(path: string): Entry | undefined;
  /** The path without links, `.` and `..`; undefined where it leads nowhere. */
  realPath(path: string): string | undefined;
  /** With `.` and `..`, as they lie in the directory, links for themselves; undefined where it is no directory that may be read. */
  list(path: string): readonly Entry[] | undefined;
  /** A file that may be read. */
  read(path: string): FileBody | undefined;
  /** What stands in a file that is written to in part, whether or not it may be read. */
  content(path: string): FileBody | undefined;
  /** Whether a file may be written there; `isNew`: only where nothing is yet. */
  mayWrite(path: string, how: { readonly isNew: boolean }): boolean;
  /** Where the bytes of a new file are gathered. */
  gather(): BodyInTheMaking;
  /** `full` where the world has no room for it. */
  write(path: string, written: Written): 'written' | 'refused' | 'full';
  makeDirectory(path: string, mode: number): boolean;
  removeDirectory(path: string): boolean;
  removeFile(path: string): boolean;
  rename(path: string, to: string): boolean;
  setMode(path: string, mode: number): boolean;
  setModified(path: string, modified: number): boolean;
}
