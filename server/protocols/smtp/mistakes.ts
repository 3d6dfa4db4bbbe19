/** Why a command is refused, told apart as Exim does: some refusals count against the client, and DATA repeats some. */
import { ReplyError } from '../reply-error.ts';

/** A refusal that does not count: the command was right, its matter isn't to be had. */
export class Refusal extends ReplyError {}

/** A mistake in syntax or order: after three of them the conversation ends. */
export class Mistake extends ReplyError {}

/** What a policy said of a recipient: DATA repeats the bare text. */
export class PolicyRefusal extends ReplyError {}
