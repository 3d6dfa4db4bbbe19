/**
 * The server's side of FTP (RFC 959, 2428, 3659) in the shape of vsftpd: inputs become lines and events of one session,
 * with the limits of a conversation. What the commands do is told by dispatch.ts. Knows no socket and no clock. Long
 * because every input and every timer of a session is met here.
 */
import { type Engine, type Input, MAIN, type Output } from '../engine.ts';
import { latin1, LineSplitter } from '../lines.ts';
import type { ServiceSetting } from '../registry.ts';
import { execute } from './dispatch.ts';
import { answerFailedLogin, greet } from './login.ts';
import { secured, unsecured } from './security.ts';
import { Session } from './session.ts';
import type { FtpStore } from './store.ts';
import { isUrgent, parseCommandLine } from './syntax.ts';

/** vsftpd's VSFTP_MAX_COMMAND_LINE, where the house's own limit is not lower. */
const LINE_LIMIT_BYTES = 4096;
/** Commands that came during a transfer, in bytes, each counted with `LINE_COST_BYTES` more. */
const WAITING_LIMIT_BYTES = 64 * 1024;
const LINE_COST_BYTES = 32;

const LF = 10;

export class FtpEngine implements Engine {
  readonly #service: ServiceSetting<FtpStore>;
  #lines: LineSplitter;
  #session: Session | undefined;
  #waiting: string[] = [];
  #next = 0;
  /** Bytes of the line that has no end yet. */
  #openBytes = 0;
  #waitingBytes = 0;
  #seenProgress = 0;
  /** How often in a row nothing had moved. */
  #stillRounds = 0;
  /** Whether the idle timer runs; set anew after each command. */
  #isIdle = false;

  constructor(service: ServiceSetting<FtpStore>) {
    this.#service = service;
    this.#lines = this.#newLines();
  }

  get state(): string {
    return this.#session?.state ?? 'not-logged-in';
  }

  handle(input: Input): readonly Output[] {
    if (input.type === 'connected' && input.channel === MAIN) return this.#begin(input);
    const session = this.#session;
    if (session === undefined || session.isOver) return [];
    // That a reply has left changes nothing.
    if (input.type === 'sent' && input.channel === MAIN) return [];
    const isMoving = session.transfer !== undefined;
    this.#take(session, input);
    this.#runWaiting(session);
    this.#setTimers(session, input, isMoving);
    return session.takeOutputs();
  }

  #begin(input: Input & { type: 'connected' }): readonly Output[] {
    const session = new Session(this.#service, input.remote);
    this.#session = session;
    session.tls = input.tls;
    greet(session);
    this.#setTimers(session, input, false);
    return session.takeOutputs();
  }

  #take(session: Session, input: Input): void {
    switch (input.type) {
      case 'data':
        if (input.channel !== MAIN) session.data.take(input);
        // What comes while TLS begins or ends may be anybody's: it is never answered (RFC 4217 §4).
        else if (session.turning === undefined) this.#read(session, input.bytes);
        return;
      case 'ended':
      case 'closed':
        // A transfer goes on to its end without the control connection, as vsftpd's does.
        if (input.channel === MAIN) session.isLast = true;
        else session.data.take(input);
        return;
      case 'connected':
      case 'listening':
      case 'refused':
      case 'sent':
        if (input.channel !== MAIN) session.data.take(input);
        return;
      case 'elapsed':
        this.#elapsed(session, input.timer);
        return;
      case 'secured':
        if (input.channel === MAIN) secured(session, input.tls);
        else session.data.take(input);
        return;
      case 'unsecured':
        unsecured(session);
        return;
      case 'tls-failed':
        // On the control connection there is nobody left to tell.
        if (input.channel === MAIN) session.hangUp();
        else session.data.take(input);
        return;
      case 'notified':
      case 'tls-session':
        return;
      default:
        input satisfies never;
    }
  }

  #read(session: Session, bytes: Uint8Array): void {
    this.#lines.push(bytes);
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      if (session.isOver) return;
      if (line.tooLong) {
        this.#refuseLength(session);
        return;
      }
      this.#line(session, latin1(line.bytes));
      if (session.turning !== undefined) return;
    }
    const lineEnd = bytes.lastIndexOf(LF);
    this.#openBytes = lineEnd < 0 ? this.#openBytes + bytes.length : bytes.length - lineEnd - 1;
    // A line that has no end yet can be too long already, its CR aside: nobody waits for the rest of it.
    if (this.#openBytes > LINE_LIMIT_BYTES + 1 && !session.isOver) this.#refuseLength(session);
  }

  #refuseLength(session: Session): void {
    session.reply('500', 'Input line too long.');
    session.hangUp();
  }

  #line(session: Session, line: string): void {
    const mayAbort = session.settings.asyncAbor && session.transfer !== undefined;
    if (mayAbort && isUrgent(line) && parseCommandLine(line).verb === 'ABOR') {
      session.transfer?.abort();
      session.reply('226', 'ABOR successful.');
      return;
    }
    this.#waiting.push(line);
    this.#waitingBytes += line.length + LINE_COST_BYTES;
    this.#runWaiting(session);
    if (this.#waitingBytes > WAITING_LIMIT_BYTES) this.#refuseLength(session);
  }

  /** Runs what waits, as far as it need not wait for something else. */
  #runWaiting(session: Session): void {
    while (!session.isBusy && !session.isOver) {
      const line = this.#waiting[this.#next];
      if (line === undefined) break;
      this.#next++;
      this.#waitingBytes -= line.length + LINE_COST_BYTES;
      execute(session, parseCommandLine(line));
      if (session.turning !== undefined) this.#forget();
    }
    if (this.#next >= this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
      if (session.isLast && !session.isBusy) session.hangUp();
    }
  }

  /** What was sent before TLS began or ended. */
  #forget(): void {
    this.#lines = this.#newLines();
    this.#openBytes = 0;
    this.#waiting = [];
    this.#next = 0;
    this.#waitingBytes = 0;
  }

  #newLines(): LineSplitter {
    return new LineSplitter(Math.min(LINE_LIMIT_BYTES, this.#service.surroundings.limits.lineBytes));
  }

  #elapsed(session: Session, timer: string): void {
    switch (timer) {
      case 'idle':
      case 'login':
      case 'session':
        // While TLS begins or ends there is no way to say it.
        if (session.turning === undefined) session.reply('421', 'Timeout.');
        session.data.stop();
        session.hangUp();
        return;
      case 'delay':
        answerFailedLogin(session);
        return;
      case 'accept':
        session.data.timeOut();
        return;
      case 'data':
        this.#lookAtProgress(session);
        return;
      default:
        throw new Error(`FTP set no timer ${timer}`);
    }
  }

  /** A data connection on which nothing moved for a whole while. */
  #lookAtProgress(session: Session): void {
    const { transfer, settings } = session;
    if (transfer === undefined) return;
    this.#stillRounds = transfer.progress === this.#seenProgress ? this.#stillRounds + 1 : 0;
    this.#seenProgress = transfer.progress;
    if (this.#stillRounds < transfer.patienceRounds) {
      session.output({ type: 'timer', timer: 'data', ms: settings.dataMs });
      return;
    }
    session.reply('421', 'Data timeout. Reconnect. Sorry.');
    session.data.stop();
    session.hangUp();
  }

  #setTimers(session: Session, input: Input, wasMoving: boolean): void {
    if (session.isOver) return;
    const { idleMs } = this.#service.surroundings.limits;
    const isMoving = session.transfer !== undefined;
    if (isMoving && !wasMoving) {
      this.#seenProgress = session.transfer?.progress ?? 0;
      this.#stillRounds = 0;
    }
    const isIdle = !session.isBusy;
    const isHeard = input.type !== 'notified' && input.type !== 'sent';
    if (isIdle && (isHeard || !this.#isIdle)) {
      session.output({ type: 'timer', timer: 'idle', ms: Math.min(session.settings.idleMs, idleMs) });
    } else if (!isIdle && this.#isIdle) session.output({ type: 'timer', timer: 'idle', ms: null });
    this.#isIdle = isIdle;
  }
}
