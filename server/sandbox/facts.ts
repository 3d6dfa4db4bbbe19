/** What a check may ask of a world: implements `labs/facts.ts`. It reads, and never changes anything. */
import type { Facts, FileFact, MailFact, QueuedMailFact } from '../../labs/facts.ts';
import type { FileBody } from '../protocols/file-body.ts';
import { parseMessage } from '../mail/message.ts';
import type { QueuedMessage } from '../protocols/smtp/store.ts';
import { resolvePath } from './files.ts';
import type { Mail } from './mailbox.ts';
import { sha256 } from './sha256.ts';
import type { World } from './world.ts';

export function factsOf(world: World): Facts {
  return {
    mails(account, mailbox) {
      const name = mailbox.toUpperCase() === 'INBOX' ? 'INBOX' : mailbox;
      return world.account(account)?.mailboxes.get(name)?.mails.map(mailFact);
    },
    file(host, path) {
      const found = world.host(host);
      if (found === undefined) return undefined;
      const files = world.files(found.name);
      const followed = files.follow(absolutePath(world, path));
      const node = followed === undefined ? undefined : files.find(followed);
      return node?.kind === 'file' ? fileFact(node.body) : undefined;
    },
    queue(host) {
      const found = world.host(host);
      return found === undefined ? undefined : world.queue(found.name).map(queuedFact);
    },
    resolve: (name) => world.host(name)?.address ?? world.names.addressOf(name),
  };
}

function absolutePath(world: World, path: string): string {
  const { home } = world.seed.world.learner;
  return path === '~' || path.startsWith('~/') ? resolvePath(home, `.${path.slice(1)}`) : resolvePath(home, path);
}

/** The text is only decoded where a check asks for it. */
function mailFact(mail: Mail): MailFact {
  const message = parseMessage(mail.body);
  return {
    uid: mail.uid,
    flags: mail.flags,
    sizeBytes: mail.body.length,
    header: (name) => message.header(name),
    get text() {
      return message.body;
    },
  };
}

function queuedFact({ reversePath, recipients }: QueuedMessage): QueuedMailFact {
  return { reversePath, forwardPaths: recipients.map(({ address }) => address) };
}

/** Bodies never change: a file's digest is made once, however often a check asks. */
const digests = new WeakMap<FileBody, string>();

function digestOf(body: FileBody): string {
  const digest = digests.get(body) ?? sha256(body.subarray());
  digests.set(body, digest);
  return digest;
}

function fileFact(body: FileBody): FileFact {
  return {
    sizeBytes: body.length,
    get text() {
      return new TextDecoder('utf-8').decode(body.subarray());
    },
    get digest() {
      return digestOf(body);
    },
  };
}
