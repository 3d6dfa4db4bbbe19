/**
 * Where a journey takes place: a world of its own, its servers on free ports of 127.0.0.1, and an empty folder as the
 * client's home. Started by root, a client runs as nobody: what it can do, anybody can.
 */
import { spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { WorldSeed } from '../labs/world.ts';
import { searchPath } from '../scripts/programs.mjs';
import { runWorld, type RunningWorld } from '../server/cli/world.ts';
import type { Mail } from '../server/sandbox/mailbox.ts';
import type { Journey } from './client.ts';
import { courseSeed, HOST, limitsWith, protocolMap, storeMap } from './seed.ts';

/** Nobody, on every Linux (and a number that nobody has, elsewhere). */
export const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** The user as whom clients run. */
export const clientUid = isRoot ? NOBODY : (process.getuid?.() ?? NOBODY);
/** No program here needs so long for anything. */
const PROGRAM_MS = 25_000;

export interface Ran {
  readonly code: number | null;
  /** As Latin-1: a byte a character. */
  readonly output: string;
  readonly errors: string;
}

export interface RunSetting {
  /** Latin-1; nothing where it is left out. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The exit code that is right; 0 where it is left out. */
  readonly code?: number;
}

/** A mail as it lies in a mailbox. */
export interface PlacedMail {
  readonly uid: number;
  readonly flags: readonly string[];
  /** Latin-1. */
  readonly text: string;
  readonly modSeq: number;
  /** Milliseconds since 1970. */
  readonly internalDate: number;
}

/** Goes there, and leaves nothing of it. */
export async function visit({ seed: change = (course: WorldSeed) => course, config = {}, go }: Journey): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plaintalk-client-'));
  const faults: unknown[] = [];
  const running = await runWorld([], {
    protocols: protocolMap,
    stores: storeMap,
    limits: limitsWith(config),
    find: () => ({ seed: change(courseSeed()) }),
    defaultWorld: 'course',
    print: () => undefined,
    onFault: (fault) => faults.push(fault),
  });
  try {
    if (isRoot) await chown(folder, clientUid, clientUid);
    await go(new Place(running, folder));
    if (faults.length > 0) throw new AggregateError(faults, 'a fault of ours');
  } finally {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export class Place {
  readonly folder: string;
  readonly #running: RunningWorld;

  constructor(running: RunningWorld, folder: string) {
    this.#running = running;
    this.folder = folder;
  }

  /** The port of a service. */
  port(service: string): number {
    const found = this.#running.services.find(({ name }) => name === service);
    if (found === undefined) throw new Error(`expected ${service} among the world's services`);
    return found.port;
  }

  /** Who signs the certificates of the world's hosts: a file of the client's. */
  authority(): Promise<string> {
    return this.write('authority.pem', this.#running.authority);
  }

  /** What stands in a file of the server's; undefined where there is none. */
  hostFile(name: string): Buffer | undefined {
    const node = this.#running.world.files(HOST).find(name);
    return node?.kind === 'file' ? Buffer.from(node.body.subarray()) : undefined;
  }

  /** The bytes of a file of the client's. */
  bytes(name: string): Promise<Buffer> {
    return readFile(path.join(this.folder, name));
  }

  /** Writes a file of any size. */
  async writeBytes(name: string, bytes: Uint8Array): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, bytes, { mode: 0o600 });
    if (isRoot) await chown(file, clientUid, clientUid);
    return file;
  }

  /** `protocol://127.0.0.1:PORT`; `service` where its name is not the scheme's. */
  url(scheme: string, service = scheme): string {
    return `${scheme}://127.0.0.1:${this.port(service)}`;
  }

  /** The names of a user's mailboxes, as IMAP writes them. */
  mailboxNames(user: string): readonly string[] {
    return [...(this.#running.world.account(user)?.mailboxes.keys() ?? [])];
  }

  /** What stands in a mailbox. */
  mails(user: string, mailbox = 'INBOX'): readonly PlacedMail[] {
    const mails = this.#running.world.account(user)?.mailboxes.get(mailbox)?.mails ?? [];
    return mails.map(({ uid, flags, body, modSeq, internalDate }) => ({
      uid,
      flags,
      text: latin1(body),
      modSeq,
      internalDate,
    }));
  }

  /** Sets the flags of a mail in INBOX, between two connections. */
  setFlags(user: string, uid: number, flags: readonly string[]): void {
    this.#running.world.commit([{ type: 'flags-set', user, mailbox: 'INBOX', flags: [[uid, flags]] }]);
  }

  /** Removes a mail from INBOX, between two connections. */
  remove(user: string, uid: number): void {
    this.#running.world.commit([{ type: 'mails-removed', user, mailbox: 'INBOX', uids: [uid] }]);
  }

  /** The mails in a user's INBOX, as Latin-1 text. */
  inbox(user: string): readonly string[] {
    return this.#mails(user).map(({ body }) => latin1(body));
  }

  /** What came to a user's INBOX since the world began. */
  arrived(user: string): readonly string[] {
    const known = new Set(this.#seededBodies(user));
    return this.#mails(user).flatMap(({ body }) => (known.has(body) ? [] : [latin1(body)]));
  }

  /** The same, once there are so many: what goes by way of the queue comes a moment after the reply. */
  async awaited(user: string, count: number): Promise<readonly string[]> {
    const { world } = this.#running;
    while (this.arrived(user).length < count) {
      await new Promise<void>((changed) => {
        const unsubscribe = world.subscribe(() => {
          unsubscribe();
          changed();
        });
      });
    }
    return this.arrived(user);
  }

  #mails(user: string): readonly Mail[] {
    return this.#running.world.account(user)?.mailboxes.get('INBOX')?.mails ?? [];
  }

  #seededBodies(user: string): readonly (Uint8Array | undefined)[] {
    const { world, sources } = this.#running.world.seed;
    const mailboxes = world.accounts.find((account) => account.user === user)?.mailboxes ?? [];
    return mailboxes.flatMap(({ messages }) => messages.map(({ source }) => sources.get(source)));
  }

  /** Puts a mail (Latin-1) into a user's INBOX between two connections: only what servers change, open sessions hear of. */
  deliver(user: string, text: string): void {
    const { world } = this.#running;
    const uid = world.account(user)?.mailboxes.get('INBOX')?.uidNext ?? 1;
    const body = new Uint8Array(Buffer.from(text, 'latin1'));
    world.commit([{ type: 'mail-added', user, mailbox: 'INBOX', uid, flags: [], internalDate: world.now(), body }]);
  }

  /** Writes a file (Latin-1) that only the client can read; gives where it is. */
  async write(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, text, { encoding: 'latin1', mode: 0o600 });
    if (isRoot) await chown(file, clientUid, clientUid);
    return file;
  }

  /** Makes folders of the client's; gives where the first is. */
  async makeFolders(...names: readonly string[]): Promise<string> {
    for (const name of names) {
      await mkdir(path.join(this.folder, name));
      if (isRoot) await chown(path.join(this.folder, name), clientUid, clientUid);
    }
    return path.join(this.folder, names[0] ?? '');
  }

  /** A file's bytes, as Latin-1. */
  read(name: string): Promise<string> {
    return readFile(path.join(this.folder, name), 'latin1');
  }

  /** All files of a folder, as Latin-1. */
  async readAll(folder: string): Promise<readonly string[]> {
    const names = await readdir(path.join(this.folder, folder));
    return Promise.all(names.map((name) => this.read(path.join(folder, name))));
  }

  /** The names of what lies in the folder. */
  list(): Promise<readonly string[]> {
    return readdir(this.folder);
  }

  /** Runs a program of the machine's, at home in the folder. @throws Error where it ends otherwise than it should */
  async run(program: string, args: readonly string[], { input = '', environment, code = 0 }: RunSetting = {}) {
    const child = spawn(program, args, {
      cwd: this.folder,
      env: { PATH: searchPath, HOME: this.folder, LC_ALL: 'C.UTF-8', TERM: 'xterm', TZ: 'UTC', ...environment },
      timeout: PROGRAM_MS,
      killSignal: 'SIGKILL',
      ...(isRoot && { uid: clientUid, gid: clientUid }),
    });
    const ran = new Promise<Ran>((resolve, reject) => {
      const output: Buffer[] = [];
      const errors: Buffer[] = [];
      child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
      child.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
      // A program that reads no input ends before it has all.
      child.stdin.on('error', () => undefined);
      child.once('error', reject);
      child.once('close', (came) =>
        resolve({ code: came, output: latin1(Buffer.concat(output)), errors: latin1(Buffer.concat(errors)) }),
      );
    });
    child.stdin.end(input, 'latin1');
    const came = await ran;
    if (came.code === code) return came;
    const said = `${came.output}\n${came.errors}`.slice(-2000);
    throw new Error(
      `${program} ${args.join(' ')}: expected exit code ${code}, came ${came.code ?? 'a kill'}:\n${said}`,
    );
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
