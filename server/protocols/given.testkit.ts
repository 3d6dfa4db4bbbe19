/** For tests: a server's engine given one input after the other, and what TLS looks like to it. */
import { type Engine, type Input, MAIN } from './engine.ts';
import { latin1, latin1Bytes } from './lines.ts';
import { TLS } from './transcript.ts';

const END = { host: '10.11.81.126', port: 40_000 };

export const connected: Input = { type: 'connected', channel: MAIN, local: END, remote: END };
/** To a port with TLS from the first byte. */
export const connectedSecurely: Input = { type: 'connected', channel: MAIN, local: END, remote: END, tls: TLS };
export const secured: Input = { type: 'secured', channel: MAIN, tls: TLS };
export const handshakeFailed: Input = {
  type: 'tls-failed',
  channel: MAIN,
  reason: 'unexpected eof while reading',
  bytesRead: 0,
  bytesWritten: 0,
};

/** What the client sends in one write. */
export const sends = (text: string): Input => ({ type: 'data', channel: MAIN, bytes: latin1Bytes(text) });

/** Gives the engine an input: what it says, and the kinds of all its outputs. */
export const givenTo =
  (engine: Engine) =>
  (input: Input): { readonly said: string; readonly did: readonly string[] } => {
    const outputs = engine.handle(input);
    const said = outputs.flatMap((output) =>
      output.type === 'send' ? [...(output.body instanceof Uint8Array ? [output.body] : output.body)].map(latin1) : [],
    );
    return { said: said.join(''), did: outputs.map(({ type }) => type) };
  };
