/** What a world may set of POP3 and IMAP alike: one field each, with Dovecot's default and, in brackets, its name there. */
import { z } from 'zod';
import { described } from '../../labs/schema-problems.ts';

export const seconds = z.number().min(0.001).max(86_400);

export const plaintextLogin = described(
  z.boolean().default(true),
  'true or false: a password is taken on a connection without TLS (the opposite of disable_plaintext_auth)',
);

export const connectionsPerUser = described(
  z.number().int().min(0).max(10_000).default(10),
  'how many sessions a user may have at once from one address, 0 for any number (mail_max_userip_connections)',
  '3',
);

export const greeting = described(
  z
    .string()
    .regex(/^[ -~]{1,200}$/)
    .optional(),
  'the text of the greeting (login_greeting)',
  'Speak, friend.',
);

export const failureSeconds = described(
  seconds.default(2),
  'how long the reply to a wrong password takes, in seconds (auth_failure_delay)',
  '5',
);

export const loginSeconds = described(
  seconds.default(180),
  "how long a client has to log in, in seconds, but no longer than the house's LOGIN_MS",
  '60',
);

/** Of each protocol its own default. */
export const idleSeconds = (usual: number, example: string): typeof loginSeconds =>
  described(
    seconds.default(usual),
    "how long a session may be silent, in seconds, but no longer than the house's IDLE_MS",
    example,
  );
