import fc from 'fast-check';
import type { Json } from '@kallelse/kernel';
import { definitionWith, parsed } from '../../../spec/decided';
import { changesBetween } from './changes';
import { diffDefinitions } from './diff';

const version = (parts: object) => {
  const document = definitionWith(parts);
  return { document, definition: parsed({ definition: document }) };
};
const texts = (before: object, after: object, language: 'sv' | 'en' = 'en'): string[] =>
  diffDefinitions(version(before), version(after), language).map(({ text }) => text);

const AGES = (from: number, to: number) => ({ eligibility: { all: [{ fact: 'age', between: [from, to] }] } });

it('tells a changed age by the name of the fact, in both languages', () => {
  expect(texts(AGES(23, 70), AGES(25, 70))).toEqual(['Changed in the target group: from 23, 70 to 25, 70']);
  expect(texts(AGES(23, 70), AGES(25, 70), 'sv')).toEqual(['Ändrat i målgruppen: från 23, 70 till 25, 70']);
});

it('tells an exclusion put in front as one that is new, and not the ones behind it as changed', () => {
  const out = {
    code: 'out',
    when: { fact: 'optOut', is: true },
    labels: { sv: 'Har avböjt', en: 'Has opted out' },
  };
  const care = {
    code: 'care',
    when: { fact: 'underCare', is: true },
    labels: { sv: 'I vård', en: 'In care' },
  };
  expect(texts({ exclusions: [out] }, { exclusions: [care, out] })).toEqual([
    'New in the exclusions: In care; when (under care is true)',
  ]);
  expect(texts({ exclusions: [care, out] }, { exclusions: [out] })).toEqual([
    'Removed from the exclusions: In care; when (under care is true)',
  ]);
});

it('tells a changed order of interval rows, which decides', () => {
  const rows = [
    { when: { fact: 'lastTest.result', is: 'inadequate' }, after: 'P0D' },
    { when: { fact: 'age', below: 50 }, after: 'P5Y' },
    { after: 'P7Y' },
  ];
  const turned = [rows[1], rows[0], rows[2]];
  const next = (list: unknown) => ({ schedule: { anchor: 'lastTest', next: list } });
  expect(diffDefinitions(version(next(rows)), version(next(turned)), 'en')).toMatchObject([
    { kind: 'moved', path: 'schedule.next[1]' },
  ]);
});

it('says nothing of two versions with the same rules but another version and first day', () => {
  expect(texts({ version: '1', validFrom: '2026-01-01' }, { version: '2', validFrom: '2027-01-01' })).toEqual(
    [],
  );
});

it('finds no change between equal documents and some between any others', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      expect(changesBetween(a as Json, a as Json)).toEqual([]);
      expect(changesBetween(a as Json, b as Json).length === 0).toBe(same);
    }),
    { seed: 7, numRuns: 300 },
  );
});

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((one) => sorted(one as Json));
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one as Json)]));
}

it.each([
  ['newcomerDelay', 'P3M', 'New in the delay for newcomers'],
  ['times', { from: 'P21D' }, 'New in the booked times'],
  [
    'followUps',
    [{ id: 'again', template: 'letter', results: ['inadequate'], after: 'P3D' }],
    'New in the letters that follow a result',
  ],
  ['send', { householdSpacing: 'P21D' }, 'New in when letters are sent'],
])('tells of %s, which batches alone use, to whoever approves it', (key, value, text) => {
  const [told, ...more] = texts({}, { [key]: value });
  expect([told?.split(':')[0], more]).toEqual([text, []]);
});
