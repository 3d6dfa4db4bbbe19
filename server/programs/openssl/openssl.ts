/** `openssl`, as far as a learner speaks to servers with it: `s_client` and `version`. */
import { type ChildEntry, complain, exit, print } from '../child.ts';
import { sentence } from '../words.ts';
import { parseArguments } from './arguments.ts';
import { SClient } from './s-client.ts';

/** Whose screens these are. */
const VERSION = 'OpenSSL 3.0.19 27 Jan 2026';

export const openssl: ChildEntry = {
  name: 'openssl',
  create: ({ machine, args: [command = 'help', ...args] }) => {
    if (command === 's_client') {
      const parsed = parseArguments(args, machine);
      if (!('problem' in parsed)) return new SClient(machine, parsed);
      return saying([complain(parsed.problem), exit(parsed.status)]);
    }
    if (command === 'version') return saying([print(`${VERSION} (Library: ${VERSION})\n`), exit(0)]);
    if (command === 'help') return saying([print(sentence('shell.openssl.usage')), exit(0)]);
    return saying([complain(`Invalid command '${command}'; type "help" for a list.\n`), exit(1)]);
  },
};

type Saying = ReturnType<ChildEntry['create']>;

/** Says this when it starts, and is over. */
function saying(outputs: ReturnType<Saying['handle']>): Saying {
  return { foreground: 'openssl', handle: (input) => (input.type === 'started' ? outputs : []) };
}
