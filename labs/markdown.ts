/**
 * Markdown → HTML that is safe to show: the author's raw HTML is text, links lead only to http, https and mailto, and of
 * pictures only those are shown that were put into the text (lab-figures.ts); of the others the words stay.
 */
import MarkdownIt from 'markdown-it';

export type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
/** A name in the lab's folder is right for a picture alone: a link has no such place to lead to, only its words stay. */
const OF_FOLDER = /^[\w./-]+$/;
markdown.validateLink = (url) => /^(?:https?:\/\/|mailto:|#)/i.test(url.trim()) || OF_FOLDER.test(url.trim());
markdown.renderer.rules.image = (tokens, index) => {
  const token = tokens[index];
  const [url, words] = [String(token?.attrGet('src') ?? ''), escapeHtml(token?.content ?? '')];
  return url.startsWith('data:image/') ? `<img src="${escapeHtml(url)}" alt="${words}" />` : words;
};
markdown.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  const token = tokens[index];
  if (token !== undefined && OF_FOLDER.test(String(token.attrGet('href') ?? ''))) token.attrs = null;
  if (token !== undefined && String(token.attrGet('href') ?? '').startsWith('http')) {
    token.attrSet('target', '_blank');
    token.attrSet('rel', 'noopener noreferrer');
  }
  return self.renderToken(tokens, index, options);
};
markdown.renderer.rules.fence = (tokens, index) => {
  const { info = '', content = '' } = tokens[index] ?? {};
  return info.trim() === 'transcript' ? transcript(content) : `<pre><code>${escapeHtml(content)}</code></pre>\n`;
};

/** The blocks of a text, in order; each knows its lines. */
export function parseMarkdown(text: string): Token[] {
  return markdown.parse(text, {});
}

export function renderTokens(tokens: readonly Token[]): string {
  return markdown.renderer.render([...tokens], markdown.options, {});
}

export function renderMarkdown(text: string): string {
  return markdown.render(text);
}

/** The same when it is asked for, and once: a check of many labs asks for none. */
export function renderLater(text: string): () => string {
  let html: string | undefined;
  return () => (html ??= renderMarkdown(text));
}

/** A text of one line, without a paragraph around it. */
export function renderInline(text: string): string {
  return markdown.renderInline(text);
}

/**
 * A figure: `C:` what you send, `S:` what the server answers (`C2:` in a second session), `T:` what you type, `P:` what is
 * printed, `#` a remark. The voices are told apart by class and by sign.
 */
function transcript(content: string): string {
  const lines = content.replace(/\n$/, '').split('\n');
  const voices = lines.map((line) => {
    const [, side, session = '', text = ''] = /^([CSTP])(\d?|\[[\w-]{1,30}\]):(?: (.*))?$/.exec(line) ?? [];
    if (side === undefined) return `<span class="remark">${escapeHtml(line.replace(/^# ?/, ''))}</span>`;
    const isClient = side === 'C' || side === 'T';
    const [voice, sign] = isClient ? ['client', '▸'] : ['server', '◂'];
    const which = session === '' ? '' : `${session.replace(/[[\]]/g, '')} `;
    return `<span class="${voice}">${which}${sign} ${escapeHtml(text)}</span>`;
  });
  return `<pre class="transcript"><code>${voices.join('\n')}</code></pre>\n`;
}

/** The text as it stands in HTML, between tags or in an attribute. */
export function escapeHtml(text: string): string {
  return markdown.utils.escapeHtml(text);
}
