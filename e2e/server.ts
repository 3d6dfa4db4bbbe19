/** A server of its own for a worker of the browser tests: the built one, which can be killed and started again. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const MAIN = path.join(import.meta.dirname, '..', 'dist', 'server', 'main.js');

type Child = ChildProcessByStdio<null, Readable, null>;

export class TestServer {
  readonly #dataDir: string;
  readonly #environment: Readonly<Record<string, string>>;
  #child: Child | undefined;
  #port = '0';

  private constructor(dataDir: string, environment: Readonly<Record<string, string>>) {
    this.#dataDir = dataDir;
    this.#environment = environment;
  }

  /** Starts one on a free port with an empty data directory. `environment`: settings beside these. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is not there: run "npm run build" first`);
    const server = new TestServer(await mkdtemp(path.join(os.tmpdir(), 'plaintalk e2e ')), environment);
    await server.start();
    return server;
  }

  /** Where the page is, with BASE_PATH; the same after a restart. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}${this.#environment['BASE_PATH'] ?? '/'}`;
  }

  /** The number of the process that runs now. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it (again), on the same port and the same data. Resolves when it is reachable. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, ...this.#environment, PORT: this.#port, DATA_DIR: this.#dataDir },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const address = /^Plaintalk is at http:\/\/[^:]+:(\d+)\//.exec(line);
      if (address?.[1] === undefined) continue;
      this.#port = address[1];
      child.stdout.resume();
      return;
    }
    throw new Error('the server ended before it said where it is');
  }

  /** Ends it at once, as a power cut would. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Ends it cleanly. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Ends it and removes its data. */
  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
