import { type CodeName, codes } from '#contracts/codes.ts';
import { type Html, html } from '../html.ts';

/** A code with its cause as tooltip. */
export const codeTag = (code: string): Html =>
  html`<code title="${code in codes ? codes[code as CodeName].cause : ''}">${code}</code>`;

const signs: Readonly<Record<string, readonly [sign: string, tone: string]>> = {
  pass: ['✓', 'good'],
  promoted: ['✓', 'good'],
  counted: ['✓', 'good'],
  quorum: ['✓', 'good'],
  fail: ['✕', 'bad'],
  refused: ['✕', 'bad'],
  rejected: ['✕', 'bad'],
  'rolled-back': ['↩', 'bad'],
  revoked: ['↩', 'bad'],
  error: ['!', 'bad'],
  inconclusive: ['…', 'muted'],
};

/** A verdict or outcome with a sign, so that it does not hang on colour. */
export function verdictTag(verdict: string): Html {
  const [sign, tone] = signs[verdict] ?? ['·', 'muted'];
  return html`<b class="tag ${tone}"><i>${sign}</i> ${verdict}</b>`;
}
