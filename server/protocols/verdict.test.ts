/**
 * The verdict does not depend on how bytes were cut, nor on whether commands came one by one or several at once, as far
 * as the protocol lets them.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Verdict } from './verdict.testkit.ts';

/** What the client says at once, and the answer. A turn that `ends` is one that nothing may be sent after unasked. */
interface Turn {
  readonly say: string;
  readonly hear: string;
  readonly ends?: true;
}

interface Conversation {
  readonly protocol: string;
  readonly greeting: string;
  readonly turns: readonly Turn[];
  /** True with this conversation, and only when all of it has come. */
  readonly check: string;
}

const conversations: readonly Conversation[] = [
  {
    protocol: 'smtp',
    greeting: '220 server.thm ESMTP\r\n',
    turns: [
      // RFC 2920 §3.1: EHLO, DATA and QUIT end a group.
      { say: 'EHLO client.thm\r\n', hear: '250-server.thm\r\n250-PIPELINING\r\n250 HELP\r\n', ends: true },
      { say: 'MAIL FROM:<user@client.thm>\r\n', hear: '250 OK\r\n' },
      { say: 'RCPT TO:<nobody@server.thm>\r\n', hear: '550 Unrouteable address\r\n' },
      { say: 'RCPT TO:<strategos@server.thm>\r\n', hear: '250 Accepted\r\n' },
      { say: 'DATA\r\n', hear: '354 Enter message\r\n', ends: true },
      { say: 'Subject: Tea\r\n\r\nDATA\r\n..\r\n.\r\n', hear: '250 OK id=1sMrpq-0001Ah-UT\r\n' },
      { say: 'VRFY 1sMrpq-0001Ah-UT\r\n', hear: '252 Administrative prohibition\r\n' },
      { say: 'QUIT\r\n', hear: '221 bye\r\n', ends: true },
    ],
    check: `{inOrder: [
      {exchange: {verb: HELO}}, {exchange: {verb: MAIL, arguments: {reversePath: "\${me}@client.thm"}}},
      {all: [{exchange: {verb: RCPT, reply: 550}}, {exchange: {verb: RCPT}}]}, {exchange: {verb: DATA, reply: 354}},
      {exchange: {verb: DATA, arguments: {subject: Tea}, replyText: {contains: "id=\${id}"}}},
      {exchange: {verb: VRFY, arguments: {text: "\${id}"}}}, {exchange: {verb: QUIT}}]}`,
  },
  {
    protocol: 'pop3',
    greeting: '+OK ready\r\n',
    turns: [
      { say: 'USER strategos\r\n', hear: '+OK\r\n' },
      { say: 'PASS TabulaRasa7\r\n', hear: '+OK Logged in.\r\n' },
      { say: 'LIST\r\n', hear: '+OK 2 messages:\r\n1 10\r\n2 20\r\n.\r\n' },
      { say: 'RETR 2\r\n', hear: '+OK 20 octets\r\nSubject: Tea\r\n\r\n..\r\n.\r\n' },
      { say: 'DELE 2\r\n', hear: '+OK Marked\r\n' },
      { say: 'QUIT\r\n', hear: '+OK bye\r\n' },
    ],
    check: `{all: [{count: {atLeast: 2, of: {exchange: {arguments: {message: "\${n}"}}}}}, {none: [{exchange: {reply: failure}}]},
      {exchange: {verb: RETR, replyText: {contains: "subject: tea"}}}, {exchange: {verb: QUIT, state: {before: transaction, after: update}}}]}`,
  },
  {
    protocol: 'imap',
    greeting: '* OK ready\r\n',
    turns: [
      { say: 'a LOGIN strategos TabulaRasa7\r\n', hear: 'a OK Logged in\r\n' },
      { say: 'b SELECT INBOX\r\n', hear: '* 3 EXISTS\r\n* OK [UIDNEXT 4] next\r\nb OK [READ-WRITE] done\r\n' },
      { say: 'c UID FETCH 3 BODY[]\r\n', hear: '* 3 FETCH (UID 3 BODY[] {8}\r\nc OK x\r\n)\r\nc OK done\r\n' },
      { say: 'd STORE 1:* +FLAGS.SILENT (\\Seen)\r\n', hear: 'd OK done\r\n' },
      { say: 'e APPEND Sent {4}\r\n', hear: '+ OK\r\n', ends: true },
      { say: 'f OK\r\n', hear: 'e OK [APPENDUID 1 1] done\r\n' },
      { say: 'g LOGOUT\r\n', hear: '* BYE bye\r\ng OK done\r\n' },
    ],
    check: `{inOrder: [{exchange: {verb: LOGIN, arguments: {user: strategos}}}, {exchange: {verb: FETCH, arguments: {sequenceSet: 3, items: RFC822}}},
      {exchange: {verb: STORE, arguments: {sequenceSet: "1:3", operation: +FLAGS, flags: "\\\\Seen"}}},
      {exchange: {verb: APPEND, arguments: {mailbox: Sent}}}, {exchange: {verb: LOGOUT}}]}`,
  },
  {
    protocol: 'ftp',
    greeting: '220 ready\r\n',
    turns: [
      { say: 'USER anonymous\r\n', hear: '331 password\r\n' },
      { say: 'PASS x\r\n', hear: '230 in\r\n' },
      { say: 'CWD /pub\r\n', hear: '250 changed\r\n' },
      { say: 'TYPE I\r\n', hear: '200 binary\r\n' },
      { say: 'PASV\r\n', hear: '227 Entering Passive Mode (10,0,0,1,4,1).\r\n', ends: true },
      { say: 'RETR coffee.txt\r\n', hear: '150 here it comes\r\n226 done\r\n' },
      { say: 'QUIT\r\n', hear: '221-Bye.\r\n 226 no\r\n221 Goodbye.\r\n' },
    ],
    check: `{all: [{transfer: {direction: to-client, path: /pub/coffee.txt, representation: image, mode: passive}},
      {inOrder: [{exchange: {verb: USER, reply: 331}}, {exchange: {verb: EPSV}}, {exchange: {verb: RETR}}, {exchange: {verb: QUIT, reply: 221}}]}]}`,
  },
];

/** Cuts a text at places that the numbers tell. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => text.slice(from, at[i] ?? text.length)).filter((piece) => piece !== '');
}

describe.each(conversations)('$protocol', ({ protocol, greeting, turns, check }) => {
  const oneByOne = new Verdict(protocol, check);
  oneByOne.cross('server', greeting);
  const becameTrue = turns.map(({ say, hear }) => {
    oneByOne.cross('client', say);
    oneByOne.cross('server', hear);
    return oneByOne.isTrue;
  });

  test('said one by one it is true at the end, and no sooner', () => {
    expect(becameTrue).toEqual(turns.map((_, i) => i === turns.length - 1));
  });

  test('however it is cut and put together, it says the same', () => {
    const places = fc.array(fc.nat({ max: 2000 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: turns.length, maxLength: turns.length }), places, (joins, at) => {
        const verdict = new Verdict(protocol, check);
        const cross = (from: 'client' | 'server', text: string): void => {
          for (const piece of cut(text, at)) verdict.cross(from, piece);
        };
        cross('server', greeting);
        let said = '';
        let heard = '';
        turns.forEach(({ say, hear, ends }, i) => {
          said += say;
          heard += hear;
          if (joins[i] === true && ends === undefined && i < turns.length - 1) return;
          cross('client', said);
          cross('server', heard);
          said = heard = '';
        });
        expect(verdict.exchanges).toEqual(oneByOne.exchanges);
        expect(verdict.isTrue).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
