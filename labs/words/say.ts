/** Puts a sentence together: a catalogue's text by its code, with `{name}` filled from the parameters. */
export type Words = Readonly<Record<string, string>>;

/** The sentence; where the catalogue lacks the code, the code itself, so that a gap is seen and nothing breaks. */
export function say(words: Words, code: string, params: Readonly<Record<string, string>> = {}): string {
  const text = words[code];
  if (text === undefined) return code;
  return text.replace(/\{([a-zA-Z]\w*)\}/g, (hole, name: string) => params[name] ?? hole);
}
