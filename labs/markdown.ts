/**
 * Markdown → HTML that is safe to show: the author's raw HTML is text, links lead only to http, https and mailto,
 * and images are left out (their alternative text stays).
 */
import MarkdownIt from 'markdown-it';

export type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
markdown.disable('image');
markdown.validateLink = (url) => /^(?:https?:\/\/|mailto:|#)/i.test(url.trim());
markdown.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  const token = tokens[index];
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

/** A text of one line, without a paragraph around it. */
export function renderInline(text: string): string {
  return markdown.renderInline(text);
}

/** A figure: `C:` what you send, `S:` what the server answers; the voices are told apart by class and by sign. */
function transcript(content: string): string {
  const lines = content.replace(/\n$/, '').split('\n');
  const voices = lines.map((line) => {
    const [, side, text = ''] = /^([CS]):(?: (.*))?$/.exec(line) ?? [];
    if (side === undefined) return `<span class="remark">${escapeHtml(line)}</span>`;
    return side === 'C'
      ? `<span class="client">▸ ${escapeHtml(text)}</span>`
      : `<span class="server">◂ ${escapeHtml(text)}</span>`;
  });
  return `<pre class="transcript"><code>${voices.join('\n')}</code></pre>\n`;
}

/** The text as it stands in HTML, between tags or in an attribute. */
export function escapeHtml(text: string): string {
  return markdown.utils.escapeHtml(text);
}
