/**
 * HTML as text, as Dovecot takes it for a preview: tags become spaces, entities their characters, quoted blocks lines that
 * begin with `>`; scripts, styles and comments are passed over. Not a parser of HTML; linear whatever the text is.
 */

/** What `&` begins; where `;` does not follow in time, `&` alone is passed over. */
const ENTITY = /&(?:([#A-Za-z0-9]{1,10});)?/g;

export function textOfHtml(html: string): string {
  let text = '';
  let quotes = 0;
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf('<', at);
    text += withEntities(html.slice(at, start < 0 ? html.length : start), quotes);
    if (start < 0) break;
    if (html.startsWith('<![CDATA[', start)) {
      at = behind(html, ']]>', start);
      text += html.slice(start + '<![CDATA['.length, at).replace(/\]\]>$/, '');
      continue;
    }
    const isComment = html.startsWith('<!--', start);
    at = isComment ? behind(html, '-->', start) : endOfTag(html, start + 1);
    switch (isComment ? '' : tagName(html, start + 1)) {
      case 'blockquote':
        quotes++;
        text += '\n>';
        break;
      case '/blockquote':
        quotes = Math.max(0, quotes - 1);
        text += quotes === 0 ? '\n' : '\n>';
        break;
      case 'script':
        at = endOfElement(html, /<\/script>/gi, at);
        text += ' ';
        break;
      case 'style':
        at = endOfElement(html, /<\/style>/gi, at);
        text += ' ';
        break;
      default:
        text += ' ';
    }
  }
  return text;
}

function behind(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

/** Lower case, `/` included. */
function tagName(html: string, at: number): string {
  return (/^\/?[a-z]*/i.exec(html.slice(at, at + 20))?.[0] ?? '').toLowerCase();
}

/** Behind its `>`; one in quotes is part of an attribute. */
function endOfTag(html: string, from: number): number {
  for (let at = from; at < html.length; at++) {
    const char = html[at] ?? '';
    if (char === '>') return at + 1;
    if (char !== '"' && char !== "'") continue;
    at = html.indexOf(char, at + 1);
    if (at < 0) break;
  }
  return html.length;
}

/** Behind the end tag of what is no text. */
function endOfElement(html: string, end: RegExp, from: number): number {
  end.lastIndex = from;
  return end.test(html) ? end.lastIndex : html.length;
}

function withEntities(text: string, quotes: number): string {
  const decoded = text.replace(ENTITY, (_, name: string | undefined) => (name === undefined ? '' : characterOf(name)));
  return quotes === 0 ? decoded : decoded.replaceAll('\n', '\n>');
}

function characterOf(name: string): string {
  const decimal = /^#(\d+)$/.exec(name)?.[1];
  if (decimal !== undefined) return characterAt(Number(decimal));
  const hexadecimal = /^#x([\da-fA-F]+)$/.exec(name)?.[1];
  if (hexadecimal !== undefined) return characterAt(Number.parseInt(hexadecimal, 16));
  return ENTITIES.get(name) ?? '';
}

function characterAt(code: number): string {
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '';
}

/** The entities of HTML 4, from each number on those that follow one another. */
const ENTITY_RUNS: readonly (readonly [first: number, names: string])[] = [
  [0x22, 'quot'],
  [0x26, 'amp apos'],
  [0x3c, 'lt'],
  [0x3e, 'gt'],
  [0xa0, 'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr'],
  [0xb0, 'deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest'],
  [0xc0, 'Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml'],
  [0xd0, 'ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig'],
  [0xe0, 'agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml'],
  [0xf0, 'eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'],
  [0x152, 'OElig oelig'],
  [0x160, 'Scaron scaron'],
  [0x178, 'Yuml'],
  [0x192, 'fnof'],
  [0x2c6, 'circ'],
  [0x2dc, 'tilde'],
  [0x391, 'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho'],
  [0x3a3, 'Sigma Tau Upsilon Phi Chi Psi Omega'],
  [0x3b1, 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma'],
  [0x3c4, 'tau upsilon phi chi psi omega'],
  [0x3d1, 'thetasym upsih'],
  [0x3d6, 'piv'],
  [0x2002, 'ensp emsp'],
  [0x2009, 'thinsp'],
  [0x200c, 'zwnj zwj lrm rlm'],
  [0x2013, 'ndash mdash'],
  [0x2018, 'lsquo rsquo sbquo'],
  [0x201c, 'ldquo rdquo bdquo'],
  [0x2020, 'dagger Dagger bull'],
  [0x2026, 'hellip'],
  [0x2030, 'permil'],
  [0x2032, 'prime Prime'],
  [0x2039, 'lsaquo rsaquo'],
  [0x203e, 'oline'],
  [0x2044, 'frasl'],
  [0x20ac, 'euro'],
  [0x2111, 'image'],
  [0x2118, 'weierp'],
  [0x211c, 'real'],
  [0x2122, 'trade'],
  [0x2135, 'alefsym'],
  [0x2190, 'larr uarr rarr darr harr'],
  [0x21b5, 'crarr'],
  [0x21d0, 'lArr uArr rArr dArr hArr'],
  [0x2200, 'forall'],
  [0x2202, 'part exist'],
  [0x2205, 'empty'],
  [0x2207, 'nabla isin notin'],
  [0x220b, 'ni'],
  [0x220f, 'prod'],
  [0x2211, 'sum minus'],
  [0x2217, 'lowast'],
  [0x221a, 'radic'],
  [0x221d, 'prop infin'],
  [0x2220, 'ang'],
  [0x2227, 'and or cap cup int'],
  [0x2234, 'there4'],
  [0x223c, 'sim'],
  [0x2245, 'cong'],
  [0x2248, 'asymp'],
  [0x2260, 'ne equiv'],
  [0x2264, 'le ge'],
  [0x2282, 'sub sup nsub'],
  [0x2286, 'sube supe'],
  [0x2295, 'oplus'],
  [0x2297, 'otimes'],
  [0x22a5, 'perp'],
  [0x22c5, 'sdot'],
  [0x2308, 'lceil rceil lfloor rfloor'],
  [0x2329, 'lang rang'],
  [0x25ca, 'loz'],
  [0x2660, 'spades'],
  [0x2663, 'clubs'],
  [0x2665, 'hearts diams'],
];

const ENTITIES: ReadonlyMap<string, string> = new Map(
  ENTITY_RUNS.flatMap(([first, names]) => names.split(' ').map((name, i) => [name, String.fromCodePoint(first + i)])),
);
