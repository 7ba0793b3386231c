import { SECTIONS } from '@kallelse/eligibility';
import { stringify } from 'yaml';

/** Keys in the order of reading: what it is, the sections, then those within a criterion or row. */
const ORDER = [
  ...['programme', 'version', 'validFrom', 'region', 'code', 'id', 'fact', 'type'],
  ...SECTIONS,
  ...[
    'anchor',
    'default',
    'min',
    'max',
    'all',
    'any',
    'not',
    'when',
    'until',
    'next',
    'nonAttender',
    'after',
    'sv',
    'en',
  ],
];

/** A definition, or a region's override, as a file that somebody can change and hand in again. */
export function documentText(document: object): string {
  const place = (key: unknown): number => {
    const index = ORDER.indexOf(String(key));
    return index === -1 ? ORDER.length : index;
  };
  return stringify(document, {
    lineWidth: 110,
    sortMapEntries: (a, b) => place(keyOf(a)) - place(keyOf(b)),
  });
}

function keyOf({ key }: { readonly key: unknown }): unknown {
  return typeof key === 'object' && key !== null && 'value' in key ? key.value : key;
}
