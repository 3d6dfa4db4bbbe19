/** A value of the page's own that this browser keeps: how the panes stand, which view was chosen. */

export class Kept<T> {
  readonly #key: string;
  #value: T;

  /** @param isValid whether what was kept is still of this kind; else `byDefault` stands */
  constructor(key: string, byDefault: T, isValid: (value: unknown) => value is T) {
    this.#key = `plaintalk.${key}`;
    this.#value = $state.raw(read(this.#key, byDefault, isValid));
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Storage is off or full: the choice lasts as long as the page.
    }
  }
}

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function read<T>(key: string, byDefault: T, isValid: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isValid(value) ? value : byDefault;
  } catch {
    return byDefault;
  }
}
