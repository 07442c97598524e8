/** Markup that needs no escaping any more. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: text is escaped, markup is not, lists are joined, and nothing is left out. */
export type Content = Html | string | number | undefined | null | false | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is safe in an element and in a quoted attribute. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const rendered = (content: Content): string => {
  if (content === undefined || content === null || content === false) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  return 'html' in content ? content.html : content.map(rendered).join('');
};

/**
 * Markup with what is put in escaped.
 *
 * @example
 * html`<td title="${name}">${count}</td>`
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Html => ({
  html: strings.reduce((text, part, index) => `${text}${rendered(values[index - 1])}${part}`),
});
