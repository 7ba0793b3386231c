import fc from 'fast-check';
import { arbitraryDefinition, criterion } from './arbitrary-definition';
import { arbitraryDate, arbitraryResident } from './arbitrary-resident';
import { type Question } from './decided';
import { boundaries } from './oracle-boundaries';

/**
 * Definitions and residents bent towards one part of the text each, so that the comparison with the reference
 * evaluator sees many leaves, rows and routes in every pair instead of ending at the first step.
 */

type Document = Readonly<Record<string, unknown>>;

const document = arbitraryDefinition.map((definition) => definition as Document);
const EVERYONE = { fact: 'age', atLeast: -50 };
const NOBODY = { fact: 'age', below: -50 };
const UNKNOWN = { fact: 'attribute.missing', is: true };
const NOW = { anchor: 'lastTest', next: [{ after: 'P0D' }] };

function without(definition: Document, ...keys: readonly string[]): Document {
  return Object.fromEntries(Object.entries(definition).filter(([key]) => !keys.includes(key)));
}

function alone(definition: Document): Document {
  const attributes = { ...(definition['attributes'] as object), missing: { type: 'boolean' } };
  return { ...without(definition, 'exclusions', 'holds'), attributes };
}

const many = (minLength: number, maxLength: number) => fc.array(criterion(true), { minLength, maxLength });

/** A false root over many trees: the reasons list every false one, so one decision compares them all. */
const manyLeaves = fc
  .tuple(document, fc.constantFrom('all', 'any'), many(15, 30))
  .map(([definition, kind, children]) => ({
    ...alone(definition),
    eligibility: {
      [kind]: kind === 'all' ? children : children.map((child) => ({ all: [child, NOBODY] })),
    },
  }));

/** An unknown root whose unknown leaves mix with those of random trees. */
const unknownTrees = fc.tuple(document, many(1, 8), many(1, 4)).map(([definition, children, negated]) => ({
  ...alone(definition),
  schedule: NOW,
  eligibility: {
    all: [
      ...children.map((child) => ({ any: [child, UNKNOWN] })),
      ...negated.map((child) => ({ not: { all: [child, UNKNOWN] } })),
    ],
  },
}));

const untilFacts = ['deferredUntil', 'underCare.until', 'lastTest.date', 'birthDate', 'attribute.riskDate'];

/** Many exclusions or many holds, the holds with a date. */
const manyHolds = fc
  .tuple(document, fc.array(criterion(), { minLength: 5, maxLength: 12 }), fc.boolean())
  .map(([definition, trees, holding]) => ({
    ...alone(definition),
    eligibility: EVERYONE,
    [holding ? 'holds' : 'exclusions']: trees.map((when, i) => ({
      code: `code-${i}`,
      when,
      ...(holding ? { until: { fact: untilFacts[i % untilFacts.length] } } : {}),
    })),
  }));

const EVEN_AGES = Array.from({ length: 30 }, (_, i) => 76 - 2 * i);
const span = fc.constantFrom('P0D', 'P1M', 'P18M', 'P1Y', 'P2Y', 'P5Y', 'P1Y1M1D');
const row = fc.record(
  {
    when: criterion(),
    after: fc.oneof({ weight: 6, arbitrary: span }, { weight: 1, arbitrary: fc.constant('never') }),
  },
  { requiredKeys: ['after'] },
);
const schedule = fc.record(
  {
    anchor: fc.oneof(
      fc.constantFrom('lastTest', 'birthday', 'birthday', 'calendarYear'),
      fc.record({
        ageThisYear: fc.oneof(
          fc.array(fc.integer({ min: 20, max: 76 }), { minLength: 1, maxLength: 6 }),
          fc.constant(EVEN_AGES),
        ),
      }),
    ),
    next: fc.array(row, { minLength: 1, maxLength: 3 }),
    nonAttender: fc.record({ after: span }),
  },
  { requiredKeys: ['anchor', 'next'] },
);

/** Everyone in the target group, nobody held: the schedule alone decides, seldom by phase-in. */
const scheduled = fc.tuple(document, schedule, fc.nat(4)).map(([definition, own, phased]) => ({
  ...alone(definition),
  eligibility: EVERYONE,
  schedule: phased === 0 ? definition['schedule'] : own,
}));

const enquiry = fc.oneof(
  fc.record({ after: fc.constantFrom('P1M', 'P1Y', 'P5Y', 'P60D') }),
  fc.record({ max: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ after: fc.constantFrom('P1M', 'P1Y'), max: fc.integer({ min: 1, max: 4 }) }),
);

/** Eligibility hangs on a missing attribute and everything is due: the enquiry rules decide. */
const enquired = fc.tuple(document, enquiry).map(([definition, rule]) => ({
  ...alone(definition),
  enquiry: rule,
  schedule: NOW,
  eligibility: UNKNOWN,
}));

/** Values of every criterion moved into parameters of the fitting type. */
const parameterised = document.map((definition) => {
  const parameters: Record<string, object> = {};
  const hoist = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(hoist);
    const type = parameterType(value);
    if (type === undefined) return value;
    const name = `p${Object.keys(parameters).length}`;
    parameters[name] = { type, default: value };
    return `$${name}`;
  };
  const tree = (node: Document): object =>
    Object.fromEntries(
      Object.entries(node).map(([key, value]) => {
        if (key === 'all' || key === 'any') return [key, (value as Document[]).map(tree)];
        if (key === 'not') return [key, tree(value as Document)];
        return [key, key === 'fact' || key === 'onUnknown' ? value : hoist(value)];
      }),
    );
  return { ...definition, eligibility: tree(definition['eligibility'] as Document), parameters };
});

function parameterType(value: unknown): string | undefined {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'string') return undefined;
  if (/^P\d/.test(value)) return 'duration';
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? 'date' : undefined;
}

const leapBirths = fc.constantFrom('1996-02-29', '1976-02-29', '1960-02-29', '2000-02-28', '1966-03-01');

const resident = fc
  .tuple(arbitraryResident, fc.option(leapBirths, { nil: undefined }))
  .map(([line, birthDate]) => ({ ...line, ...(birthDate === undefined ? {} : { birthDate }) }));

/** Days that stand whole years and months apart, so that due dates often fall together. */
const meeting = fc.constantFrom(
  '2026-06-15',
  '2025-06-15',
  '2024-06-15',
  '2021-06-15',
  '2026-05-15',
  '2025-01-01',
);

/** Tests and invitations of the programme, often on the same dates or whole years apart. */
const attender = fc
  .tuple(
    resident,
    fc.array(
      fc.record({
        programme: fc.constant('cervical'),
        type: fc.constantFrom('test', 'test', 'invitation'),
        date: fc.oneof(arbitraryDate(9), meeting),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([line, events]) => ({ ...line, events, manual: [] }));

const asked = fc
  .tuple(
    resident,
    fc.array(
      fc.record({
        programme: fc.constantFrom(undefined, 'cervical', 'breast'),
        type: fc.constant('enquiry'),
        date: arbitraryDate(3),
        recorded: fc.option(arbitraryDate(), { nil: undefined }),
      }),
      { maxLength: 5 },
    ),
  )
  .map(([line, events]) => ({ ...line, events, manual: [] }));

const asOf = fc.constantFrom(
  '2026-06-15',
  '2026-06-15',
  '2024-02-29',
  '2025-02-28',
  '2026-03-01',
  '2026-01-01',
  '2025-12-31',
  '2028-02-29',
  '2026-03-31',
);
const knownAt = fc.constantFrom(undefined, undefined, '2025-06-15', '2026-01-01', '2026-06-15');

function questions(
  definition: fc.Arbitrary<object>,
  line: fc.Arbitrary<object & { birthDate?: string }>,
): fc.Arbitrary<Question> {
  return fc
    .record({ definition, resident: line, asOf, knownAt })
    .filter((question) => (question.resident.birthDate ?? '') <= question.asOf)
    .map(({ knownAt: known, ...question }) => ({
      ...question,
      ...(known === undefined ? {} : { knownAt: known }),
    }));
}

export const QUESTIONS: Readonly<Record<string, fc.Arbitrary<Question>>> = {
  'any definition': questions(arbitraryDefinition, resident),
  'many leaves': questions(manyLeaves, resident),
  'unknown trees': questions(unknownTrees, resident),
  'many exclusions or holds': questions(manyHolds, resident),
  'the schedule alone': questions(scheduled, attender),
  'enquiries alone': questions(enquired, asked),
  'values in parameters': questions(parameterised, resident),
  'the boundaries of every fact': boundaries(document.map(alone), arbitraryResident),
};
