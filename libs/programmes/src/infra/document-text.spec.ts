import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { documentText } from './document-text';
import { definitionsFolder } from './shipped-definitions';

const SHIPPED = readdirSync(definitionsFolder()).filter((name) => name.endsWith('.yaml'));

/** As the database gives it back: the keys of every mapping sorted. */
function stored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stored);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, stored(inner)]));
}

describe('the text of a stored definition', () => {
  it.each(SHIPPED)('%s reads back as the same', (name) => {
    const document = parse(readFileSync(join(definitionsFolder(), name), 'utf8')) as object;
    expect(parse(documentText(stored(document) as object))).toEqual(document);
  });

  it('begins with what it is, and tells each criterion by its fact first', () => {
    const document = {
      eligibility: { all: [{ between: [50, 74], fact: 'age' }] },
      labels: { en: 'Trial', sv: 'Prov' },
      programme: 'trial',
      validFrom: '2026-01-01',
      version: '1',
    };
    expect(documentText(document)).toBe(
      [
        'programme: trial',
        'version: "1"',
        'validFrom: 2026-01-01',
        'labels:',
        '  sv: Prov',
        '  en: Trial',
        'eligibility:',
        '  all:',
        '    - fact: age',
        '      between:',
        '        - 50',
        '        - 74',
        '',
      ].join('\n'),
    );
  });
});
