/**
 * `openssl s_client`: a connection within TLS, typed by hand; what it tells of certificates and sessions is OpenSSL 3.0's.
 * The handshake is the machine's own (`start-tls`); this must never judge for it whom to trust. Long because it is one
 * state machine; what it shows stands in report.ts, what it says before TLS in upgrade.ts.
 */
import { close, MAIN, send } from '../../protocols/engine.ts';
import { latin1, latin1Bytes, LineSplitter } from '../../protocols/lines.ts';
import { type Child, type ChildOutput, complain, exit, INTERRUPTED, print, relay } from '../child.ts';
import type { Machine, ProgramInput, TtyMode } from '../machine.ts';
import { sentence } from '../words.ts';
import type { Arguments } from './arguments.ts';
import { CANNOT_RENEGOTIATE, connectError, handshakeError, lookupError, VERIFY_FAILED } from './errors.ts';
import * as report from './report.ts';
import { parseSession, type Session, sessionText } from './session.ts';
import { Upgrade } from './upgrade.ts';

/** What is kept of standard input until TLS stands, in bytes. */
const AHEAD_LIMIT_BYTES = 16_000_000;
/** The longest line of a server before TLS: s_client's own buffer. */
const LINE_LIMIT_BYTES = 8192;

const SESSION: TtyMode = { prompt: '', echo: true, history: 'openssl', escape: false };

type State =
  | { readonly type: 'connecting' }
  /** What the server says before TLS. */
  | { readonly type: 'upgrading'; readonly upgrade: Upgrade; readonly lines: LineSplitter }
  | { readonly type: 'securing' }
  /** TLS 1.2 stands, and its session, which is told of with it, comes next. */
  | { readonly type: 'awaiting-session'; readonly handshake: report.Handshake }
  | { readonly type: 'secured'; readonly handshake: report.Handshake }
  | { readonly type: 'over' };

export class SClient implements Child {
  readonly foreground = 'openssl';
  readonly #machine: Machine;
  readonly #arguments: Arguments;
  #state: State = { type: 'connecting' };
  #ahead: Uint8Array[] = [];
  #aheadBytes = 0;
  #inputIsOver = false;
  /** Bytes that crossed before TLS: OpenSSL counts them with the handshake's. */
  #clearRead = 0;
  #clearWritten = 0;
  #lastClearLine = '';

  constructor(machine: Machine, given: Arguments) {
    this.#machine = machine;
    this.#arguments = given;
  }

  handle(input: ProgramInput): readonly ChildOutput[] {
    if (this.#state.type === 'over') return [];
    switch (input.type) {
      case 'started':
        return this.#start();
      case 'typed':
        return this.#take(new TextEncoder().encode(`${input.line}\n`));
      case 'piped':
        return this.#take(input.bytes);
      case 'piped-end':
        return this.#inputEnded();
      case 'signal':
        return input.signal === 'end-of-file' ? this.#inputEnded() : this.#end([], INTERRUPTED);
      case 'connected':
        return this.#connected();
      case 'refused':
        return this.#end([complain(connectError(input.reason))], 1);
      case 'data':
        return this.#received(input.bytes);
      case 'ended':
      case 'closed':
        return this.#peerEnded();
      case 'secured': {
        const { peer } = input.tls;
        if (peer === undefined) return [];
        const { verifiedName } = this.#arguments;
        return this.#secured({
          tls: input.tls,
          peer,
          verification: report.verificationFor(peer, verifiedName),
          bytesRead: this.#clearRead + peer.bytesRead,
          bytesWritten: this.#clearWritten + peer.bytesWritten,
        });
      }
      case 'tls-failed':
        return this.#failed(handshakeError(input.reason), input);
      case 'tls-session':
        return this.#gotSession(parseSession(input.session));
      default:
        return [];
    }
  }

  /** Of what is told of the session: nothing where -quiet was given. */
  #tell(text: string): readonly ChildOutput[] {
    return this.#arguments.isQuiet || text === '' ? [] : [print(text)];
  }

  #start(): readonly ChildOutput[] {
    const { host, service } = this.#arguments;
    const address = this.#machine.resolve(host) ?? (host === 'localhost' ? this.#machine.address : undefined);
    if (address === undefined) {
      return this.#end([{ type: 'unknown-host', name: host }, complain(lookupError('host'))], 1);
    }
    const port = /^\d+$/.test(service) ? Number(service) : this.#machine.port(service);
    if (port === undefined || port < 1 || port > 65_535) return this.#end([complain(lookupError('service'))], 1);
    return [
      { type: 'mode', mode: SESSION },
      { type: 'connect', channel: MAIN, to: { host: address, port } },
    ];
  }

  #connected(): readonly ChildOutput[] {
    const { upgrade, ownName, isBrief } = this.#arguments;
    const told = isBrief ? [] : this.#tell('CONNECTED(00000003)\n');
    if (upgrade === undefined) return [...told, ...this.#startTls()];
    this.#state = {
      type: 'upgrading',
      upgrade: new Upgrade(upgrade, ownName),
      lines: new LineSplitter(LINE_LIMIT_BYTES),
    };
    return told;
  }

  #startTls(): readonly ChildOutput[] {
    this.#state = { type: 'securing' };
    return [{ type: 'start-tls', channel: MAIN, client: this.#arguments.client }];
  }

  #received(bytes: Uint8Array): readonly ChildOutput[] {
    const state = this.#state;
    if (state.type === 'secured') return [relay(bytes)];
    // Of a session that was resumed no new one comes.
    if (state.type === 'awaiting-session') return [...this.#begin(state.handshake), relay(bytes)];
    if (state.type !== 'upgrading') return [];
    this.#clearRead += bytes.length;
    const { upgrade, lines } = state;
    const outputs: ChildOutput[] = [];
    lines.push(bytes);
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      const said = upgrade.line(latin1(line.bytes).replace(/\r$/, ''));
      if (said.complaint !== undefined) outputs.push(complain(said.complaint));
      if (said.send !== undefined) {
        this.#clearWritten += said.send.length;
        outputs.push(send(latin1Bytes(said.send)));
      }
      if (said.isReady !== true) continue;
      this.#lastClearLine = `${upgrade.lastLine}\n`;
      return [...outputs, ...this.#startTls()];
    }
    return outputs;
  }

  #secured(handshake: report.Handshake): readonly ChildOutput[] {
    const { isBrief, mustVerify, client } = this.#arguments;
    const { tls, peer, verification } = handshake;
    const name = client.serverName === undefined ? [complain("Can't use SSL_get_servername\n")] : [];
    const stopsAtError = mustVerify && verification.code !== 0;
    const verified = report.verifyLines(handshake, { stopsAtError });
    // Of what -brief tells only complaints are left.
    const shown = isBrief ? report.complaintsOf(verified) : verified;
    const looked = [...name, ...(shown === '' ? [] : [complain(shown)])];
    if (stopsAtError) return [...looked, ...this.#failed(VERIFY_FAILED, peer)];
    if (tls.version !== 'TLSv1.2') return [...looked, ...this.#begin(handshake)];
    this.#state = { type: 'awaiting-session', handshake };
    return looked;
  }

  /** Tells of what was agreed; from here on lines go to the server. */
  #begin(handshake: report.Handshake, session?: Session): readonly ChildOutput[] {
    const { isBrief, showsChain } = this.#arguments;
    const { tls, peer } = handshake;
    this.#state = { type: 'secured', handshake };
    const agreed = report.agreedText({
      ...handshake,
      version: tls.version,
      cipher: tls.cipher,
      own: peer.chain[0],
      session: session === undefined ? undefined : this.#blockOf(session, handshake),
    });
    const told = isBrief
      ? [complain(report.briefText(handshake))]
      : this.#tell(report.certificatesText(handshake, { showsChain }) + agreed);
    const before = this.#lastClearLine === '' ? [] : [relay(latin1Bytes(this.#lastClearLine))];
    return [...told, ...before, ...this.#takeAhead()];
  }

  #failed(
    error: string,
    counts: { readonly bytesRead: number; readonly bytesWritten: number },
  ): readonly ChildOutput[] {
    const { isBrief } = this.#arguments;
    const agreed = report.agreedText({
      ...report.NOTHING_AGREED,
      verification: { code: 0, text: 'ok' },
      bytesRead: this.#clearRead + counts.bytesRead,
      bytesWritten: this.#clearWritten + counts.bytesWritten,
    });
    return this.#end([complain(error), ...(isBrief ? [] : this.#tell(report.NO_CERTIFICATE + agreed))], 1);
  }

  /** TLS 1.3 gives sessions when the handshake is over; 1.2 with it. */
  #gotSession(session: Session): readonly ChildOutput[] {
    const state = this.#state;
    if (state.type === 'awaiting-session') return this.#begin(state.handshake, session);
    if (state.type !== 'secured' || this.#arguments.isBrief || state.handshake.tls.version === 'TLSv1.2') return [];
    const block = this.#blockOf(session, state.handshake);
    return this.#tell(`---\nPost-Handshake New Session Ticket arrived:\n${block}read R BLOCK\n`);
  }

  #blockOf(session: Session, { tls, verification }: report.Handshake): string {
    return sessionText(session, {
      version: tls.version,
      cipher: tls.cipher,
      verification,
      start: Math.floor(this.#machine.now() / 1000),
    });
  }

  #take(bytes: Uint8Array): readonly ChildOutput[] {
    if (this.#state.type === 'secured') return this.#send(bytes, this.#state.handshake);
    this.#aheadBytes += bytes.length;
    if (this.#aheadBytes > AHEAD_LIMIT_BYTES) return this.#end([complain('s_client: No buffer space available\n')], 1);
    this.#ahead.push(bytes);
    return [];
  }

  #takeAhead(): readonly ChildOutput[] {
    const ahead = this.#ahead;
    this.#ahead = [];
    const outputs = ahead.flatMap((bytes) => (this.#state.type === 'secured' ? this.#take(bytes) : []));
    return [...outputs, ...(this.#inputIsOver && this.#state.type === 'secured' ? this.#inputEnded() : [])];
  }

  #send(bytes: Uint8Array, { tls }: report.Handshake): readonly ChildOutput[] {
    const { withReturn, ignoresEnd, hasCommands } = this.#arguments;
    if (hasCommands && !ignoresEnd) {
      switch (String.fromCharCode(bytes[0] ?? 0)) {
        case 'Q':
          return this.#end([complain('DONE\n')], 0);
        case 'R':
          if (tls.version !== 'TLSv1.2') return this.#end([complain(`RENEGOTIATING\n${CANNOT_RENEGOTIATE}`)], 1);
          return [complain(sentence('shell.not-here', { program: 's_client', command: 'R (TLS 1.2)' }))];
        case 'k':
        case 'K':
          return [complain(sentence('shell.not-here', { program: 's_client', command: 'K' }))];
        default:
      }
    }
    return [send(withReturn ? latin1Bytes(latin1(bytes).replaceAll('\n', '\r\n')) : bytes)];
  }

  #inputEnded(): readonly ChildOutput[] {
    this.#inputIsOver = true;
    if (this.#arguments.ignoresEnd || this.#state.type !== 'secured') return [];
    return this.#end([complain('DONE\n')], 0);
  }

  #peerEnded(): readonly ChildOutput[] {
    if (this.#state.type !== 'secured') {
      return this.#failed(handshakeError('connection closed'), { bytesRead: 0, bytesWritten: 0 });
    }
    return this.#end(this.#arguments.isBrief ? [] : this.#tell('closed\n'), 0);
  }

  #end(outputs: readonly ChildOutput[], status: number): readonly ChildOutput[] {
    const isOpen = this.#state.type !== 'connecting';
    this.#state = { type: 'over' };
    return [...outputs, ...(isOpen ? [close()] : []), exit(status)];
  }
}
