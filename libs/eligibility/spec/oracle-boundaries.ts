import { parseDay, toPlainDate } from '@kallelse/kernel';
import fc from 'fast-check';
import { type Question } from './decided';
import { factValue } from './oracle-facts';
import { withParameters, type RawResident } from './oracle-input';

/**
 * Questions that stand on the boundary: a resident's events fall on few days, and every leaf compares a fact with
 * that resident's own value, one less or one more, or over a duration that ends on, before or after the as-of date.
 */

const NUMBERS = [
  ...['age', 'ageMonths', 'ageThisYear', 'birthYear', 'areaType', 'lastTest.ageAt', 'lastTest.value'],
  ...[
    'test.negHpv.count',
    'test.negHpv.ageAt',
    'test.psa.value',
    'episodes.consecutiveMissed',
    'attribute.visits',
  ],
];
const DATES = [
  ...[
    'birthDate',
    'residency.since',
    'lastTest.date',
    'test.negHpv.date',
    'test.psa.date',
    'lastInvitation.date',
  ],
  ...['deferredUntil', 'underCare.until', 'attribute.riskDate'],
];
const TEXTS = ['lastTest.method', 'lastTest.result', 'test.psa.result', 'district', 'organ.cervix.basis'];
const FLAGS = ['optOut', 'deferred', 'underCare', 'booked', 'episode.open'];
const NUMBER_OPERATORS = ['is', 'below', 'atMost', 'above', 'atLeast'];
const DATE_OPERATORS = ['is', 'before', 'onOrBefore', 'after', 'onOrAfter'];
const LASTING = ['withinLast', 'atLeastAgo'];

function pick<T>(values: readonly T[], choice: number): T | undefined {
  return values[choice % values.length];
}

function day(date: string): number {
  return parseDay(date) ?? 0;
}

/** `{ fact, operator: operand }` on, just before or just after the value; `choice` and `shift` are random. */
function leaf(fact: string, value: unknown, asOf: string, choice: number, shift: number): object {
  if (value === undefined) return { fact, known: true };
  if (typeof value === 'number') return { fact, [pick(NUMBER_OPERATORS, choice) ?? 'is']: value + shift };
  if (typeof value === 'boolean') return { fact, is: value === (shift === 0) };
  if (!DATES.includes(fact) || typeof value !== 'string')
    return { fact, [shift === 0 ? 'is' : 'isNot']: value };
  const apart = day(asOf) - day(value) + shift;
  if (choice % 3 === 0 && Math.abs(apart) < 70_000) {
    return apart >= 0
      ? { fact, [pick(LASTING, choice) ?? '']: `P${apart}D` }
      : { fact, withinNext: `P${-apart}D` };
  }
  const operand = day(value) + shift;
  return { fact, [pick(DATE_OPERATORS, choice) ?? 'is']: toPlainDate(operand) };
}

const HORIZON = ['2026-06-14', '2026-06-15', '2026-06-16', '2025-02-28', '2024-02-29', '2021-06-15'];

/** Moves every date but the birth date to one of few. */
function crowded(line: object, dates: readonly string[]): object {
  const move = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(move);
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && parseDay(value) !== undefined) {
      return pick(dates, day(value) + 1_000_000);
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, key === 'birthDate' ? child : move(child)]),
    );
  };
  return move(line) as object;
}

const births = fc.constantFrom(
  '1996-02-29',
  '1996-02-29',
  '1960-02-29',
  '1980-06-15',
  '1980-06-14',
  '1980-05-31',
);

export function boundaries(
  definitions: fc.Arbitrary<object>,
  residents: fc.Arbitrary<object>,
): fc.Arbitrary<Question> {
  const facts = [...NUMBERS, ...DATES, ...TEXTS, ...FLAGS];
  return fc
    .record({
      definition: definitions,
      line: residents,
      dates: fc.uniqueArray(fc.constantFrom(...HORIZON), { minLength: 2, maxLength: 4 }),
      birthDate: births,
      asOf: fc.constantFrom(
        '2026-06-15',
        '2026-06-15',
        '2026-02-28',
        '2026-03-01',
        '2024-02-29',
        '2025-02-28',
      ),
      leapDayBirthday: fc.constantFrom('mar-1', 'feb-28'),
      choices: fc.array(fc.nat(29), { minLength: facts.length, maxLength: facts.length }),
      shifts: fc.array(fc.constantFrom(-1, 0, 0, 1), { minLength: facts.length, maxLength: facts.length }),
    })
    .map(({ definition, line, dates, birthDate, asOf, leapDayBirthday, choices, shifts }) => {
      const resident = { ...crowded(line, dates), birthDate, manual: [] } as unknown as RawResident;
      const document = { ...definition, leapDayBirthday };
      const world = { definition: withParameters(document, {}), resident, asOf, knownAt: undefined };
      const all = facts.map((fact, i) =>
        leaf(fact, factValue(fact, world), asOf, choices[i] ?? 0, shifts[i] ?? 0),
      );
      return { definition: { ...document, eligibility: { all } }, resident, asOf };
    });
}
