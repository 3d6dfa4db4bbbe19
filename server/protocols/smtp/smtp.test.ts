import { mailWorld, settingOf } from '../../sandbox/mail-world.testkit.ts';
import { smtpStore } from '../../sandbox/smtp-store.ts';
import { latin1 } from '../lines.ts';
import { playFolder } from '../play-folder.testkit.ts';
import { SmtpEngine } from './engine.ts';

playFolder(new URL('./transcripts/', import.meta.url), () => {
  const place = mailWorld();
  return {
    create: () => new SmtpEngine(settingOf(place, 'smtp', smtpStore)),
    server: { host: '10.10.41.192', port: 25 },
    client: { host: '10.11.81.126', port: 40_000 },
    // `-- mailbox of USER: LINE|LINE|…`: the newest mail there.
    does: (event) => {
      const [, user = '', wanted] = /^mailbox of (\w+): (.*)$/s.exec(event) ?? [];
      const newest = place.world.account(user)?.mailboxes.get('INBOX')?.mails.at(-1);
      return newest !== undefined && latin1(newest.body).replaceAll('\r\n', '|') === wanted;
    },
  };
});
