/** `cat`: the files named, or what it is given, as it is. */
import {
  type Child,
  type ChildOutput,
  complain,
  exit,
  INTERRUPTED,
  isFailure,
  type ChildEntry,
  type Setting,
} from './child.ts';
import type { ProgramInput } from './machine.ts';

class Cat implements Child {
  readonly foreground = 'cat';
  readonly #setting: Setting;
  /** What is still to be shown; `-` is standard input. */
  readonly #names: string[];
  #status = 0;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#names = setting.args.filter((arg) => arg === '-' || !arg.startsWith('-'));
    if (this.#names.length === 0) this.#names.push('-');
  }

  handle(input: ProgramInput): readonly ChildOutput[] {
    switch (input.type) {
      case 'started':
        return this.#showFiles();
      case 'typed':
        return [{ type: 'write', bytes: new TextEncoder().encode(`${input.line}\n`) }];
      case 'piped':
        return [{ type: 'write', bytes: input.bytes }];
      case 'piped-end':
        return this.#goOn();
      case 'signal':
        return input.signal === 'interrupt' ? [exit(INTERRUPTED)] : this.#goOn();
      default:
        return [];
    }
  }

  /** Standard input is over. */
  #goOn(): readonly ChildOutput[] {
    this.#names.shift();
    const rest = this.#names.filter((name) => name !== '-');
    this.#names.splice(0, this.#names.length, ...rest);
    return this.#showFiles();
  }

  #showFiles(): readonly ChildOutput[] {
    const outputs: ChildOutput[] = [];
    for (let name = this.#names[0]; name !== undefined; name = this.#names[0]) {
      if (name === '-') return outputs;
      this.#names.shift();
      const body = this.#setting.machine.read(name);
      if (isFailure(body)) {
        this.#status = 1;
        outputs.push(complain(`cat: ${name}: ${body.failure}\n`));
      } else {
        outputs.push({ type: 'write', bytes: body });
      }
    }
    return [...outputs, exit(this.#status)];
  }
}

export const cat: ChildEntry = { name: 'cat', create: (setting) => new Cat(setting) };
