/** What the pages show as a conversation is what the servers say, to the letter. */
import { mailWorld, settingOf } from '../../server/sandbox/mail-world.testkit.ts';
import { smtpStore } from '../../server/sandbox/smtp-store.ts';
import { playFolder } from '../../server/protocols/play-folder.testkit.ts';
import { SmtpEngine } from '../../server/protocols/smtp/engine.ts';

playFolder(new URL('./', import.meta.url), () => {
  const place = mailWorld({ hostName: 'example.thm', aliases: ['server.thm'] });
  return {
    create: () => new SmtpEngine(settingOf(place, 'smtp', smtpStore)),
    server: { host: '10.10.41.192', port: 25 },
    client: { host: '10.11.81.126', port: 40_000 },
  };
});
