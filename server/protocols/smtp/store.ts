/** What SMTP needs of the world. Implemented by the sandbox; never by the engine. */

/** Where mail for a local part goes. */
export type Route =
  /** Into the INBOX of each of these users; more than one for a list. */
  | { readonly type: 'users'; readonly users: readonly string[] }
  /** Nowhere, for good: the reply's text. */
  | { readonly type: 'refused'; readonly text: string }
  /** Nowhere, for now: the reply's text. */
  | { readonly type: 'deferred'; readonly text: string };

export interface Delivery {
  readonly user: string;
  /** The whole message with its trace fields, lines with CRLF. */
  readonly message: Uint8Array;
}

/** Of what the sender wants to be told (RFC 3461 §4.1); without it: of failures and long delays. */
export type Notify = readonly ('SUCCESS' | 'FAILURE' | 'DELAY')[] | 'NEVER';

/** Somebody to whom a message must still be handed on. */
export interface QueuedRecipient {
  /** As the client wrote it; the domain of another host in lower case. */
  readonly address: string;
  readonly notify?: Notify;
  /** ORCPT as it came: `rfc822;alice@example.org` (RFC 3461 §4.2). */
  readonly originalRecipient?: string;
  /** What the last attempt ended with: the reply of the other server, or what kept us from it. */
  readonly lastFailure?: string;
}

/** A message that a server has taken and must hand on (RFC 5321 §4.5.4). */
export interface QueuedMessage {
  /** Unique on its host: `1sMrpq-0001Ah-UT`. */
  readonly id: string;
  /** Empty for the null path: then nothing is ever returned. */
  readonly reversePath: string;
  readonly recipients: readonly QueuedRecipient[];
  /** With its Received field, lines with CRLF. */
  readonly message: Uint8Array;
  /** Milliseconds since the epoch, as are all times here. */
  readonly arrived: number;
  /** How often it was tried. */
  readonly attempts: number;
  /** When to try (again). */
  readonly nextAttempt: number;
  /** MAIL had SMTPUTF8 (RFC 6531), BODY=8BITMIME (RFC 6152). */
  readonly isInternational?: boolean;
  readonly is8Bit?: boolean;
  /** RET and ENVID (RFC 3461 §4.3, §4.4). */
  readonly returns?: 'FULL' | 'HDRS';
  readonly envelopeId?: string;
}

/** Who speaks to the server now: counted, so that a world may bound it. */
export interface ConversationStore {
  /** A conversation with this host begins; how many there are now, this one included. */
  begin(remoteHost: string): { readonly all: number; readonly withHost: number };
  end(remoteHost: string): void;
}

/** RCPT, VRFY, EXPN. */
export interface RecipientStore {
  /** @param localPart without quotes, in any case */
  route(localPart: string): Route;
  /** Whether the world's file gives the user's mailboxes a quota. */
  hasQuota(user: string): boolean;
  /** Whether the user's mailboxes have no room for so many bytes more. */
  isFull(user: string, sizeBytes: number): boolean;
}

/** AUTH. */
export interface CredentialStore {
  authenticate(user: string, password: string): boolean;
}

/** DATA and BDAT. */
export interface DeliveryStore {
  /** Puts every mail into the INBOX of its user and, where there is one, a message into the queue: all or none; `full` where the world has no room. */
  deliver(deliveries: readonly Delivery[], queued?: QueuedMessage): 'delivered' | 'full';
}

/** What a server remembers between conversations (greylisting). */
export interface NoteStore {
  note(key: string): number | undefined;
  /** `full` where the world has no room. */
  setNote(key: string, value: number): 'noted' | 'full';
}

/** The queue runner: what waits on this host, in the order of arrival, and what came of an attempt. */
export interface QueueStore {
  readonly queue: readonly QueuedMessage[];
  /** All that waits is to be tried now (ETRN). */
  hurry(): void;
  /** All at once: what is left of the message (undefined: nothing), returned mails for users of this host, and for others. */
  settle(outcome: {
    readonly id: string;
    readonly left: Pick<QueuedMessage, 'recipients' | 'attempts' | 'nextAttempt'> | undefined;
    readonly deliveries: readonly Delivery[];
    readonly queued: readonly QueuedMessage[];
  }): 'settled' | 'full';
}

/** The world's DNS, as a server asks it (RFC 5321 §5.1). Names in any case. */
export interface NameStore {
  /** The mail exchangers, lowest preference first; the domain itself where it has an address and no MX; undefined: no such domain. */
  exchangersOf(domain: string): readonly string[] | undefined;
  /** An IPv4 address, CNAMEs followed; undefined: none. */
  addressOf(name: string): string | undefined;
}

export type SmtpStore = ConversationStore &
  RecipientStore &
  CredentialStore &
  DeliveryStore &
  NoteStore &
  QueueStore &
  NameStore;
