import { type Block, type Inline, type LetterDocument } from '../letter/document';

/** A letter as plain text, for channels without markup and for reading aloud: blocks apart by an empty line. */
export function toPlainText(letter: LetterDocument): string {
  const sections = letter.sections.map((section) =>
    [section.title.toUpperCase(), ...section.blocks.map(block)].filter((text) => text !== '').join('\n'),
  );
  return [letter.heading, words(letter.lead), ...sections].join('\n\n') + '\n';
}

function block(content: Block): string {
  switch (content.kind) {
    case 'text':
    case 'notice':
      return words(content.text);
    case 'list':
      return content.items.map((item) => `- ${words(item)}`).join('\n');
    case 'facts':
      return content.rows.map(({ label, value }) => `${words(label)}: ${words(value)}`).join('\n');
    case 'slip':
      return '';
  }
}

function words(text: readonly Inline[]): string {
  return text
    .map((inline) => inline.text)
    .join('')
    .replaceAll('\u00a0', ' ');
}
