/** Message ids of `Message-ID`, `References` and `In-Reply-To` (RFC 5322 §3.6.4). Linear; never throws. */

const ID_LIMIT = 1000;
const LENGTH_LIMIT = 1000;
const ID = /<([^<>]*)>/g;
const QUOTED = /^"((?:[^"\\]|\\.)*)"(@.*)$/s;

/**
 * The ids in their order, without angle brackets, white space and needless quotes: `<"a b"@c>` and `<a b@c>` are the same
 * (RFC 5256 §2). What has no `@` is none. At most 1000, the last ones, as the nearest ancestors stand there.
 */
export function messageIdsOf(field: string): readonly string[] {
  const ids: string[] = [];
  for (const [, inner = ''] of field.matchAll(ID)) {
    const id = normalised(inner);
    if (id !== undefined) ids.push(id);
  }
  return ids.slice(-ID_LIMIT);
}

function normalised(inner: string): string | undefined {
  if (inner.length > LENGTH_LIMIT) return undefined;
  const quoted = QUOTED.exec(inner.trim());
  const id =
    quoted === null ? inner.replace(/\s+/g, '') : `${(quoted[1] ?? '').replace(/\\(.)/gs, '$1')}${quoted[2] ?? ''}`;
  return /.@./s.test(id) ? id : undefined;
}
