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

/** RCPT, VRFY, EXPN. */
export interface RecipientStore {
  /** @param localPart without quotes, in any case */
  route(localPart: string): Route;
}

/** AUTH. */
export interface CredentialStore {
  authenticate(user: string, password: string): boolean;
}

/** DATA and BDAT. */
export interface DeliveryStore {
  /** Puts every mail into the INBOX of its user, all or none; `full` where the world has no room. */
  deliver(deliveries: readonly Delivery[]): 'delivered' | 'full';
}

export type SmtpStore = RecipientStore & CredentialStore & DeliveryStore;
