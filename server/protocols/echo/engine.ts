/** The echo service (RFC 862): whatever comes goes back. The smallest engine there is, and the bench's far end. */
import { close, type Engine, type Input, type Output, send } from '../engine.ts';

export class EchoEngine implements Engine {
  readonly state = 'echoing';

  handle(input: Input): readonly Output[] {
    if (input.type === 'data') return [send(input.bytes, input.channel)];
    if (input.type === 'ended') return [close(input.channel)];
    return [];
  }
}
