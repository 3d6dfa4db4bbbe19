/**
 * The rival for SMTP, a process of its own: smtp-server, with all switched off that would cost it time. It collects a
 * mail's text and answers; it keeps nothing, or (`keeps`) appends each mail to a file and syncs it before it answers.
 */
import { open } from 'node:fs/promises';
import { SMTPServer } from 'smtp-server';
import { serveAlone } from './listening.ts';
import { MAIL_ACCOUNTS, mailAccount } from './smtp-script.ts';

export interface RivalOrder {
  /** The file that each mail is appended to; undefined: nothing is kept. */
  readonly keeps: string | undefined;
}

const ACCOUNTS = new Set(Array.from({ length: MAIL_ACCOUNTS }, (_, n) => `${mailAccount(n)}@example.thm`));

export async function serveRival(): Promise<void> {
  const { keeps } = await new Promise<RivalOrder>((told) => process.once('message', told));
  const file = keeps === undefined ? undefined : await open(keeps, 'a');
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, answer) => {
      answer(ACCOUNTS.has(address) ? null : new Error('Unknown user'));
    },
    onData: (stream, _session, answer) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const mail = Buffer.concat(pieces);
        if (file === undefined) answer(null);
        else
          file
            .write(mail)
            .then(() => file.datasync())
            .then(
              () => answer(null),
              (failure: unknown) => answer(failure instanceof Error ? failure : new Error(String(failure))),
            );
      });
    },
  });
  serveAlone(server.server);
}
