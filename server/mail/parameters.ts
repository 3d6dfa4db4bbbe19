/** `Content-Type` and its like: a value and its parameters (RFC 2045 §5.1). Linear; never throws. */

export interface ParameterizedValue {
  /** What stands before the first `;`, without white space and comments around it; as written. */
  readonly value: string;
  /** Name and value as written, quotes and escapes taken off. At most 100. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

const PARAMETER_LIMIT = 100;
const PARAMETER = /;\s*([^\s;="()]{1,200})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;\s]*))/gs;

export function parseParameterized(text: string): ParameterizedValue {
  const end = text.indexOf(';');
  const value = (end < 0 ? text : text.slice(0, end)).replace(/\([^()]*\)/g, '').trim();
  const parameters: [string, string][] = [];
  if (end >= 0) {
    for (const match of text.slice(end).matchAll(PARAMETER)) {
      if (parameters.length >= PARAMETER_LIMIT) break;
      const [, name = '', quoted, plain = ''] = match;
      parameters.push([name, quoted === undefined ? plain : quoted.replace(/\\(.)/gs, '$1')]);
    }
  }
  return { value, parameters };
}

/** The value of a parameter, its name in any case. */
export function parameterOf({ parameters }: ParameterizedValue, name: string): string | undefined {
  return parameters.find(([candidate]) => candidate.toLowerCase() === name)?.[1];
}
