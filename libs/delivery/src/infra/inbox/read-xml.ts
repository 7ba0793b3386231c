import { SaxesParser } from 'saxes';

const MOST_DEPTH = 20;

/**
 * The text of the elements of a small XML document by local name, the first of each name. Undefined for what is no
 * well-formed XML, is nested deeper than any answer we know, or declares a document type: entities are expanded nowhere.
 */
export function readXml(text: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  const open: { readonly name: string; text: string }[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('doctype', () => {
    throw new Error('a document type is declared');
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local }) => {
    if (open.length === MOST_DEPTH) throw new Error('nested too deep');
    open.push({ name: local, text: '' });
  });
  const add = (more: string): void => {
    const element = open.at(-1);
    if (element) element.text += more;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element && !found.has(element.name)) found.set(element.name, element.text.trim());
  });
  try {
    parser.write(text).close();
    return found;
  } catch {
    return undefined;
  }
}
