/**
 * From what a program writes to what the terminal shows. It must never let ESC, or a control character of the C1 set
 * (which terminals read as ESC and a letter), through: what a server sends must not be able to move the cursor over what
 * was said before, set the window's title or reach the clipboard. They are shown as `cat -v` shows them.
 */

/** The most characters that one input may put on the screen (`cat` of a large file). */
const SHOWN_LIMIT = 1_000_000;

export class Screen {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #hasReturn = false;
  #shown = 0;

  /** Bytes of a program, decoded as UTF-8 over the borders of the pieces. */
  bytes(bytes: Uint8Array): string {
    return this.text(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Text of a program: CR LF becomes `\n`, a lone CR stays. */
  text(text: string): string {
    if (text === '') return '';
    const whole = this.#hasReturn ? `\r${text}` : text;
    // A CR at the end may be half of a CR LF.
    this.#hasReturn = whole.endsWith('\r');
    const ready = this.#hasReturn ? whole.slice(0, -1) : whole;
    return this.#cut(visible(ready.replaceAll('\r\n', '\n')));
  }

  /** What still waits, when the program ends. */
  rest(): string {
    const rest = this.#decoder.decode() + (this.#hasReturn ? '\r' : '');
    this.#hasReturn = false;
    return this.#cut(visible(rest));
  }

  /** A new input begins. */
  begin(): void {
    this.#shown = 0;
  }

  /** Whether something was left out since `begin`. */
  get isCut(): boolean {
    return this.#shown > SHOWN_LIMIT;
  }

  #cut(text: string): string {
    const room = Math.max(0, SHOWN_LIMIT - this.#shown);
    this.#shown += text.length;
    return text.length <= room ? text : text.slice(0, room);
  }
}

/** ESC as `^[`, U+0080 to U+009F as `M-^@` to `M-^_`. */
export function visible(text: string): string {
  return text.replace(/[\x1b\x80-\x9f]/g, (character) => {
    const code = character.charCodeAt(0);
    return code === 27 ? '^[' : `M-^${String.fromCharCode(code - 0x40)}`;
  });
}
