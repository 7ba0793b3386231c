import type { FollowUp, Step } from './definition';
import { at } from './issues';
import type { Reader } from './reader';

/** Reads the letters that follow a result; an id may stand once, among steps too, since contacts are told apart by it. */
export function parseFollowUps(reader: Reader, value: unknown, steps: readonly Step[]): FollowUp[] {
  if (value === undefined) return [];
  const found = reader.each(value, 'followUps', (item, where) => parseFollowUp(reader, item, where));
  const seen = new Set(steps.map(({ id }) => id));
  found.forEach(({ id }, index) => {
    if (seen.has(id)) reader.refuse(at(at('followUps', index), 'id'), `"${id}" stands twice`);
    seen.add(id);
  });
  return found;
}

function parseFollowUp(reader: Reader, value: unknown, path: string): FollowUp | undefined {
  const object = reader.object(value, path, ['id', 'template', 'results', 'after']);
  if (!object) return undefined;
  const id = reader.text(object['id'], at(path, 'id'));
  const template = reader.text(object['template'], at(path, 'template'));
  const after = reader.duration(object['after'], at(path, 'after'));
  const results = reader.each(object['results'], at(path, 'results'), (one, where) =>
    reader.text(one, where),
  );
  if (results.length === 0) reader.refuse(at(path, 'results'), 'expected at least one result');
  if (id === undefined || template === undefined || after === undefined) return undefined;
  return { id, template, after, results };
}
