/** Which pages may talk to this server: its own, and those of ORIGINS. RFC 6454 §7. */

/**
 * Whether a request may be carried out. A browser names the page's origin with every POST and WebSocket; what names none is no
 * browser, so nobody's cookie can be abused through it.
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  further: readonly string[],
): boolean {
  if (origin === undefined || further.includes(origin)) return true;
  if (host === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  const own = `${page.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === page.host;
}
