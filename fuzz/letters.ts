/** Mails for what IMAP makes of them: previews, decoded parts, threads, orders; and one that is too large for one write. */

const part = (type: string, encoding: string, body: string): string =>
  `MIME-Version: 1.0\nContent-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n${body}\n`;

const HTML = `<!DOCTYPE html><html><head><title>t</title><style>p{color:red}</style><script>if (a < b) x()</script></head><body>
<!-- <p>not this --><p>One&nbsp;&amp; two&lt;three&#233;&#xe9;&nope;&#x110000;&#0; <b>bold</b><br>
<blockquote>quoted <blockquote>twice</blockquote></blockquote>after the quote<p class="a > b">end <a href=x>link</a
`;

const threaded = (id: string, subject: string, more = ''): string =>
  `Message-ID: <${id}@x>\nSubject: ${subject}\n${more}Date: Thu, 27 Jun 2024 1${String(id.length % 10)}:00:00 +0000\nFrom: ${id} <${id}@x>\n\n${id}\n`;

/** By name, with LF line ends; each byte one character. */
export const LETTERS: Readonly<Record<string, string>> = {
  html: part('text/html; charset=utf-8', '8bit', HTML),
  htmlEncoded: part('text/html', 'base64', btoa(HTML)),
  htmlUnclosed: part('text/html', '7bit', '<p>open <!-- never closed <script>nor this <style'),
  htmlPlain: part('text/html', '7bit', 'no tags at all &copy; &#xd800; &#x0; &#38; &AMP; & &; &#; end'),
  htmlData: part('text/html', '7bit', '<p>a<![CDATA[x]]>b<a title="c > d" href=\'e\'>f</a>g<![CDATA[open'),
  htmlScript: part('text/html', '7bit', 'before<script>never closed'),
  htmlStyle: part('text/html', '7bit', 'before<STYLE>p{}</style>between</blockquote><style>never closed'),
  htmlQuote: part('text/html', '7bit', 'before<a href="never closed'),
  alternative:
    'Content-Type: multipart/alternative; boundary=m\n\n--m\nContent-Type: text/html\n\n<p>html\n--m\nContent-Type: text/plain\n\nplain\n--m--\n',
  alternativeHtml:
    'Content-Type: multipart/alternative; boundary=m\n\n--m\nContent-Type: image/png\n\nx\n--m\nContent-Type: text/html\n\n<p>html\n--m--\n',
  alternativeNone: 'Content-Type: multipart/alternative; boundary=m\n\n--m\nContent-Type: image/png\n\nx\n--m--\n',
  image: part('image/png', 'base64', 'iVBORw0KGgo='),
  base64Padded: part('text/plain', 'base64', 'YQ==YQ==\nYWI=c===='),
  base64Whole: part('text/plain', 'base64', btoa('whole groups of four')),
  printableEnd: part('text/plain', 'Quoted-Printable (comment); x', 'soft = \t\nlower =c3=a9 =0'),
  printableSpace: part('text/plain', 'quoted-printable', 'soft=\t \nand='),
  blanks: part('text/plain', '7bit', `${' '.repeat(70)}\n`.repeat(300) + 'late'),
  longWords: part('text/plain', '7bit', 'word '.repeat(5000)),
  asciiUnknown: part('text/plain; charset=x-nope', '8bit', 'ascii only'),
  bytesUnknown: part('text/plain; charset=x-nope', '8bit', 'ascii\xe9then'),
  onlyQuoted: part('text/plain', '7bit', '> one\n> two\n\n> three'),
  quoted: part('text/plain', '7bit', 'On Monday, a wrote:\n> one\n>> two\n\nThe reply.\n-- \nsignature'),
  printable: part('text/plain; charset=iso-8859-1', 'quoted-printable', 'caf=E9 =\nsoft =3D =zz = \nend='),
  base64Broken: part('application/octet-stream', 'base64', 'aGVs*bG8=\n=aGVsbG8'),
  base64Short: part('application/octet-stream', 'base64', 'aGVsb'),
  base64Nul: part('application/octet-stream; name=x', 'base64', btoa('a\0b\0c')),
  unknownEncoding: part('text/plain', 'x-nope', 'what?'),
  utf16: part('text/plain; charset=utf-16', 'base64', btoa('h\0i\0')),
  emptyText: part('text/plain', '7bit', ''),
  withAttachment:
    'Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\nContent-Disposition: attachment\n\nnot a preview\n--m\n' +
    'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nw6kgw6k=\n--m\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0KDQp5\n--m--\n',
  one: threaded('one', 'Circles'),
  two: threaded('two', 'Re: Circles', 'References: <one@x>\n'),
  three: threaded('three', 'Re: Circles', 'References: <one@x> <gone@x>\n'),
  four: threaded('four', 'Fwd: Squares', 'References: <gone2@x>\nIn-Reply-To: <other@x>\n'),
  five: threaded('five', 'Re: Squares', 'References: <gone2@x>\n'),
  six: threaded('six', 'Squares', 'In-Reply-To: <nobody@x>\n'),
  seven: threaded('seven', 'Re: Squares'),
  eight: threaded('eight', 'Loop', 'References: <nine@x>\n'),
  nine: threaded('nine', 'Loop', 'References: <eight@x>\n'),
  again: threaded('one', 'Circles (fwd)'),
  noSubject: 'Date: nonsense\nTo: undisclosed-recipients:;\nCc: =?utf-8?q?=C3=89va?= <eva@x>\n\nx\n',
  large: part('text/plain', '7bit', `${'x'.repeat(76)}\n`.repeat(1000)),
};
