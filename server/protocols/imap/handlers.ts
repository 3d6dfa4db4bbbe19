/** Which function carries a command out once logged in; the table of what they are is `commands.ts`. */
import { create, namespace, remove, rename, subscribe, unsubscribe } from './authenticated.ts';
import { copy, move, store } from './changing.ts';
import { enable } from './condstore.ts';
import { fetch } from './fetch.ts';
import { list, lsub } from './listing.ts';
import { capabilitiesAfter } from './capabilities.ts';
import { idLine } from './login.ts';
import { search } from './search.ts';
import { check, close, expungeCommand, select, unselect } from './selecting.ts';
import { getQuota, getQuotaRoot, setQuota } from './quota.ts';
import type { Handler } from './session.ts';
import { sort } from './sort.ts';
import { status } from './status.ts';
import { thread } from './thread.ts';

export const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [
    'CAPABILITY',
    (session) => {
      session.write(`* CAPABILITY ${capabilitiesAfter(session.account)}`);
      return { text: 'Capability completed' };
    },
  ],
  ['NOOP', () => ({ text: 'NOOP completed', sync: 'all' })],
  [
    'ID',
    (session) => {
      session.write(idLine(session));
      return { text: 'ID completed' };
    },
  ],
  ['ENABLE', enable],
  ['NAMESPACE', namespace],
  ['CREATE', create],
  ['DELETE', remove],
  ['RENAME', rename],
  ['SUBSCRIBE', subscribe],
  ['UNSUBSCRIBE', unsubscribe],
  ['LIST', list],
  ['LSUB', lsub],
  ['STATUS', status],
  ['GETQUOTAROOT', getQuotaRoot],
  ['GETQUOTA', getQuota],
  ['SETQUOTA', setQuota],
  ['SELECT', select],
  ['EXAMINE', select],
  ['CHECK', check],
  ['CLOSE', close],
  ['UNSELECT', unselect],
  ['EXPUNGE', expungeCommand],
  ['UID EXPUNGE', expungeCommand],
  ['SEARCH', search],
  ['UID SEARCH', search],
  ['SORT', sort],
  ['UID SORT', sort],
  ['THREAD', thread],
  ['UID THREAD', thread],
  ['FETCH', fetch],
  ['UID FETCH', fetch],
  ['STORE', store],
  ['UID STORE', store],
  ['COPY', copy],
  ['UID COPY', copy],
  ['MOVE', move],
  ['UID MOVE', move],
]);

/** Verbs that the engine itself carries out, because they change how it reads what comes next. */
export const ENGINE_VERBS: ReadonlySet<string> = new Set(['APPEND', 'IDLE', 'LOGOUT']);

/** Verbs whose line is not looked at beyond the verb (as Dovecot), so that no literal is ever accepted. */
export const WITHOUT_ARGUMENTS: ReadonlySet<string> = new Set([
  'CAPABILITY',
  'NOOP',
  'LOGOUT',
  'IDLE',
  'NAMESPACE',
  'CHECK',
  'CLOSE',
  'UNSELECT',
  'EXPUNGE',
]);
