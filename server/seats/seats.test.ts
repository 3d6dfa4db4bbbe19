import { expect, test } from 'vitest';
import { openClassroom } from './page.testkit.ts';

test('a learner sends a mail by hand, and each step is ticked', async () => {
  const { enter, faults } = await openClassroom();
  const page = await enter('smtp/first-mail');
  await page.say('telnet 10.10.41.192 25', '220 example.thm ESMTP Exim 4.95 Ubuntu');
  await page.say('HELO client.thm', '250 example.thm Hello client.thm [10.11.81.126]');
  await page.say('MAIL FROM:<user@client.thm>', '250 OK');
  await page.say('RCPT TO:<strategos@example.thm>', '250 Accepted');
  await page.say('DATA', '354');
  for (const line of ['From: user@client.thm', 'To: strategos@example.thm', 'Subject: My first mail', '', 'Hello.']) {
    page.type(line);
  }
  await page.say('.', '250 OK id=');
  await page.say('QUIT', 'Connection closed by foreign host.');
  await page.until(() => page.progress?.current === undefined, 'the last tick');
  expect(faults).toEqual([]);
});
