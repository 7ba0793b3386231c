import { SaxesParser } from 'saxes';

const MOST_DEPTH = 20;

/**
 * The text of the elements of a small XML document by local name, the first of each name. Undefined for what is no
 * well-formed XML, is nested deeper than any answer we know, or declares a document type: entities are expanded nowhere.
 */
export function readXml(text: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  const isRead = walk(text, (name, content) => {
    if (!found.has(name)) found.set(name, content);
  });
  return isRead ? found : undefined;
}

/** The same of each element of a name, in order: what stands in it, and nothing of what stands elsewhere. */
export function readXmlList(text: string, item: string): readonly ReadonlyMap<string, string>[] | undefined {
  const items: ReadonlyMap<string, string>[] = [];
  let found = new Map<string, string>();
  const isRead = walk(text, (name, content) => {
    if (name === item) {
      items.push(found);
      found = new Map();
    } else if (!found.has(name)) found.set(name, content);
  });
  return isRead ? items : undefined;
}

/** Tells of each element that ends; @returns whether the document could be read to its end */
function walk(text: string, tell: (name: string, content: string) => void): boolean {
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
    if (element) tell(element.name, element.text.trim());
  });
  try {
    parser.write(text).close();
    return true;
  } catch {
    return false;
  }
}
