import { type NodeReader } from './node-reader';
import { type Segment } from './template';

const TOKEN = /\*\*|\{([^{}]*)\}/g;
const NAME = /^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)?$/;

/**
 * Reads running text: `**bold**` and `{placeholder}`, nothing else. White space (also the line breaks that YAML keeps)
 * becomes single spaces; a non-breaking space stays.
 */
export function parseSegments(node: NodeReader): readonly Segment[] {
  const source = node.text().replace(/[ \t\r\n]+/g, ' ');
  const segments: Segment[] = [];
  let strong = false;
  let from = 0;
  const addText = (to: number): void => {
    const value = source.slice(from, to);
    if (/[{}]/.test(value)) node.fault('has a brace without its partner');
    if (value !== '') segments.push({ kind: 'text', value, strong });
  };
  for (const match of source.matchAll(TOKEN)) {
    addText(match.index);
    from = match.index + match[0].length;
    if (match[0] === '**') strong = !strong;
    else segments.push({ kind: 'placeholder', value: placeholderName(match[1] ?? '', node), strong });
  }
  addText(source.length);
  if (strong) node.fault('has ** without its partner');
  return segments;
}

/** Reads a text that may hold no markup: a heading, a title, the label of a box. */
export function parsePlain(node: NodeReader): string {
  const text = node.text().replace(/[ \t\r\n]+/g, ' ');
  if (/[{}]|\*\*/.test(text)) node.fault('may hold neither placeholders nor bold text');
  return text;
}

function placeholderName(name: string, node: NodeReader): string {
  if (!NAME.test(name)) node.fault(`"{${name}}" is no placeholder name`);
  return name;
}
