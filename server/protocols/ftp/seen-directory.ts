/**
 * What one who only watches knows of the directory in which a client is: the server says it in reply to PWD, or the client
 * names it whole. So `RETR coffee.txt` is known to be `RETR /pub/coffee.txt`; what was not said is not guessed.
 */
import type { AlikeExchange, Exchange } from '../../../labs/observation.ts';
import { commands } from './commands.ts';
import { canonicalPath } from './syntax.ts';

type Command = Pick<Exchange, 'verb' | 'arguments'>;

export class SeenDirectory {
  /** Absolute and canonical. */
  #path: string | undefined;

  /** Takes in a command and its reply. */
  note(
    { verb, arguments: { path } }: Command,
    { status, text }: { readonly status: string; readonly text: string },
  ): void {
    switch (verb) {
      case 'PWD':
      case 'XPWD': {
        // RFC 959 Appendix II: a quote within the path is doubled.
        const quoted = /^"((?:[^"]|"")*)"/.exec(text)?.[1];
        if (status === '257' && quoted?.startsWith('/') === true)
          this.#path = canonicalPath(quoted.replaceAll('""', '"'));
        return;
      }
      case 'CWD':
      case 'XCWD':
        if (status === '250' && typeof path === 'string') this.#path = this.#absolute(path);
        return;
      case 'CDUP':
      case 'XCUP':
        if (status === '250') this.#path = this.#absolute('..');
        return;
      case 'USER':
      case 'PASS':
        // Somebody's own directory.
        if (status === '230') this.#path = undefined;
        return;
      default:
    }
  }

  /** The path, absolute and as seen from the directory, where that is known; as it was named, it is left out. */
  waysOf(path: string): readonly string[] {
    const named = canonicalPath(path);
    const absolute = this.#absolute(path);
    if (absolute === undefined) return [];
    const directory = this.#path;
    const inside = directory === '/' ? '/' : `${directory}/`;
    const relative = directory !== undefined && absolute.startsWith(inside) ? [absolute.slice(inside.length)] : [];
    return [absolute, ...relative].filter((way) => way !== named && way !== '');
  }

  /** Other ways to say the same. */
  alike({ verb, arguments: { path } }: Command): readonly AlikeExchange[] {
    if (verb === 'CDUP' || verb === 'XCUP') return [{ verb: 'CWD', arguments: { path: '..' } }];
    if (typeof path !== 'string' || commands.get(verb)?.arguments[0]?.kind !== 'path') return [];
    const ways = this.waysOf(path).map((way) => ({ verb, arguments: { path: way } }));
    const isUp = (verb === 'CWD' || verb === 'XCWD') && canonicalPath(path) === '..';
    return isUp ? [...ways, { verb: 'CDUP', arguments: {} }] : ways;
  }

  #absolute(path: string): string | undefined {
    if (path.startsWith('/')) return canonicalPath(path);
    return this.#path === undefined ? undefined : canonicalPath(`${this.#path}/${path}`);
  }
}
