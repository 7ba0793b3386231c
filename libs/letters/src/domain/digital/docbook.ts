import { type Block, type Fact, type Inline, type LetterDocument, type Section } from '../letter/document';
import { element, escapeXml } from './xml';

/**
 * A letter as the DocBook subset of 1177 Inkorg (AddMessage 2.0): article, section, title, para, emphasis[@role],
 * itemizedlist, variablelist, ulink. A reply form has no counterpart there and is left out; its template says so by
 * `medium: paper`.
 */
export function toDocBook(letter: LetterDocument): string {
  const lead = element('para', inlines(letter.lead));
  const content = element('title', escapeXml(letter.heading)) + lead + letter.sections.map(section).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>${element('article', content)}`;
}

function section({ title, blocks }: Section): string {
  return element('section', element('title', escapeXml(title)) + blocks.map(block).join(''));
}

function block(content: Block): string {
  switch (content.kind) {
    case 'text':
      return element('para', inlines(content.text));
    case 'notice':
      return element('para', element('emphasis', inlines(content.text), { role: 'information' }));
    case 'list':
      return element('itemizedlist', content.items.map(listItem).join(''), { mark: 'bullet' });
    case 'facts':
      return element('variablelist', content.rows.map(fact).join(''));
    case 'slip':
      return '';
  }
}

function listItem(text: readonly Inline[]): string {
  return element('listitem', element('para', inlines(text)));
}

function fact({ label, value }: Fact): string {
  const term = element('term', `${inlines(label)}:`);
  return element('varlistentry', term + element('listitem', element('para', inlines(value))));
}

function inlines(text: readonly Inline[]): string {
  return text
    .map((inline) => {
      const words = escapeXml(inline.text);
      const linked = inline.url === undefined ? words : element('ulink', words, { url: inline.url });
      return inline.strong ? element('emphasis', linked, { role: 'bold' }) : linked;
    })
    .join('');
}
