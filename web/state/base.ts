/**
 * `BASE_PATH`: where the page lives on its server, and the only place that knows. index.html carries `<base href="/">`;
 * `server/http` puts the setting in its place when it starts, and every address is built from what stands there.
 */

/** The path below which everything lies: begins and ends with `/`. */
export function base(): string {
  return new URL(document.baseURI).pathname.replace(/[^/]*$/, '');
}

/** The address of a page of ours: `to('labs/smtp/first-mail')`, `to('')` is the start. */
export function to(path: string): string {
  return base() + path;
}
