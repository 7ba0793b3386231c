import fc from 'fast-check';
import { arbitraryDate, LISTS, METHODS, REGIONS, RESULTS } from './arbitrary-resident';

/** Random definitions that are valid by construction: every fact, every operator of its type, nested trees, every schedule. */

const durations = ['P0D', 'P1D', 'P2W', 'P1M', 'P18M', 'P1Y', 'P5Y', 'P1Y1M1D', 'P7Y', 'P60D'];
const duration = fc.constantFrom(...durations);
const NUMBERS = fc.oneof(
  fc.integer({ min: -2, max: 90 }),
  fc.constantFrom(22.5, 49.5, 0.99, 1960, 2026, 1e9, -1e9),
);

type Operand = fc.Arbitrary<unknown>;

function listOf(operand: Operand): Operand {
  return fc.array(operand, { minLength: 1, maxLength: 3 });
}

function ordered(operand: fc.Arbitrary<number | string>): Operand {
  return fc.tuple(operand, operand).map(([a, b]) => (a <= b ? [a, b] : [b, a]));
}

const known = { known: fc.boolean() };

const numeric = {
  is: NUMBERS,
  isNot: NUMBERS,
  in: listOf(NUMBERS),
  notIn: listOf(NUMBERS),
  below: NUMBERS,
  atMost: NUMBERS,
  above: NUMBERS,
  atLeast: NUMBERS,
  between: ordered(NUMBERS),
  notBetween: ordered(NUMBERS),
  ...known,
};

const dates = arbitraryDate();
const dated = {
  is: dates,
  isNot: dates,
  between: ordered(dates),
  notBetween: ordered(dates),
  before: dates,
  onOrBefore: dates,
  after: dates,
  onOrAfter: dates,
  withinLast: duration,
  atLeastAgo: duration,
  withinNext: duration,
  ...known,
};

function coded(values: readonly string[], prefixes: readonly string[]) {
  const one = fc.constantFrom(...values);
  return {
    is: one,
    isNot: one,
    in: listOf(one),
    notIn: listOf(one),
    startsWith: fc.constantFrom(...prefixes),
    ...known,
  };
}

function enumerated(...values: string[]) {
  const one = fc.constantFrom(...values);
  return { is: one, isNot: one, in: listOf(one), notIn: listOf(one), ...known };
}

const yesNo = { is: fc.boolean(), isNot: fc.boolean(), ...known };
const list = fc.constantFrom(...LISTS);

function testFacts(prefix: string): [string, Readonly<Record<string, Operand>>][] {
  return [
    [`${prefix}.date`, dated],
    [`${prefix}.method`, coded(METHODS, ['h', 'hpv', 'c'])],
    [`${prefix}.result`, coded(RESULTS, ['neg', 'p'])],
    [`${prefix}.ageAt`, numeric],
    [`${prefix}.value`, numeric],
  ];
}

const organs = ['cervix', 'breast', 'prostate', 'colorectum'];

const FACTS: readonly [string, Readonly<Record<string, Operand>>][] = [
  ['age', numeric],
  ['ageMonths', numeric],
  ['ageThisYear', numeric],
  ['birthYear', numeric],
  ['birthDate', dated],
  ['residency.status', enumerated('registered', 'emigrated', 'deceased', 'missing', 'deregistered')],
  ['residency.since', dated],
  [
    'region',
    coded(
      REGIONS.filter((region) => region.length === 2),
      ['0', '1', '12'],
    ),
  ],
  ['municipality', coded(['0180', '1280'], ['01', '0180'])],
  ['district', coded(['0180R001', '0180R002', '0180'], ['0180', '01'])],
  ['areaType', numeric],
  ...organs.map((organ): [string, Readonly<Record<string, Operand>>] => [
    `organ.${organ}`,
    enumerated('present', 'absent'),
  ]),
  ...organs.map((organ): [string, Readonly<Record<string, Operand>>] => [
    `organ.${organ}.basis`,
    enumerated('clinic', 'self', 'screening-event', 'presumed'),
  ]),
  ...testFacts('lastTest'),
  ['test.negHpv.count', numeric],
  ...testFacts('test.negHpv'),
  ['test.psa.count', numeric],
  ...testFacts('test.psa'),
  ['lastInvitation.date', dated],
  ['episode.open', yesNo],
  ['episodes.consecutiveMissed', numeric],
  ['optOut', yesNo],
  ['deferred', yesNo],
  ['deferredUntil', dated],
  ['underCare', yesNo],
  ['underCare.until', dated],
  ['booked', yesNo],
  ['controlList', { includes: list, includesNone: list, ...known }],
  ['attribute.packYears', numeric],
  ['attribute.visits', numeric],
  ['attribute.smoker', yesNo],
  ['attribute.riskDate', dated],
  ['attribute.group', coded(['smoker', 'x'], ['s', 'smok'])],
];

function leaf(withPolicy: boolean): fc.Arbitrary<object> {
  return fc.constantFrom(...FACTS).chain(([fact, operators]) =>
    fc.constantFrom(...Object.entries(operators)).chain(([operator, operand]) =>
      fc.record({
        fact: fc.constant(fact),
        [operator]: operand,
        ...(withPolicy
          ? {
              onUnknown: fc.option(fc.constantFrom('enquire', 'hold', 'exclude'), {
                nil: undefined,
                freq: 2,
              }),
            }
          : {}),
      }),
    ),
  );
}

export function criterion(withPolicy = false): fc.Arbitrary<object> {
  const { node } = fc.letrec<{ node: object }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      leaf(withPolicy),
      fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ not: tie('node') }),
    ),
  }));
  return node;
}

/** Criteria that often hold or are often unknown, so that decisions get past the first step. */
const eligibility = fc.oneof(
  criterion(true),
  fc.constant({ all: [{ fact: 'age', atLeast: 0 }] }),
  fc.constant({
    any: [
      { fact: 'organ.prostate', is: 'present' },
      { fact: 'attribute.packYears', atLeast: 80 },
    ],
  }),
  fc.tuple(leaf(true), leaf(true)).map((leaves) => ({ any: [...leaves, { fact: 'age', atLeast: 40 }] })),
  fc.constant({
    all: [
      { fact: 'residency.status', is: 'registered' },
      { fact: 'age', between: [23, 70] },
      { fact: 'organ.cervix', is: 'present' },
    ],
  }),
);

const dateFact = fc.constantFrom(
  'deferredUntil',
  'underCare.until',
  'lastTest.date',
  'residency.since',
  'birthDate',
  'attribute.riskDate',
  'test.psa.date',
);

const row = fc.record(
  { when: fc.oneof(criterion(), leaf(false)), after: fc.oneof(duration, fc.constant('never')) },
  { requiredKeys: ['after'] },
);

const schedule = fc.record(
  {
    anchor: fc.oneof(
      fc.constantFrom('lastTest', 'birthday', 'calendarYear'),
      fc.record({ ageThisYear: fc.array(fc.integer({ min: 20, max: 76 }), { minLength: 1, maxLength: 5 }) }),
    ),
    next: fc.array(row, { minLength: 1, maxLength: 4 }),
    nonAttender: fc.record({ after: duration }),
    phaseIn: fc.array(
      fc.record(
        {
          year: fc.integer({ min: 2024, max: 2028 }),
          birthYears: fc.array(fc.integer({ min: 1946, max: 2006 }), { minLength: 1, maxLength: 30 }),
          regions: fc.array(fc.constantFrom('01', '12'), { minLength: 1, maxLength: 2 }),
        },
        { requiredKeys: ['year', 'birthYears'] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  },
  { requiredKeys: ['anchor', 'next'] },
);

/** One definition document. */
export const arbitraryDefinition: fc.Arbitrary<object> = fc.record(
  {
    programme: fc.constant('cervical'),
    version: fc.constant('1'),
    leapDayBirthday: fc.constantFrom('mar-1', 'feb-28'),
    attributes: fc.constant({
      packYears: { type: 'number' },
      visits: { type: 'integer' },
      smoker: { type: 'boolean' },
      riskDate: { type: 'date' },
      group: { type: 'code' },
    }),
    countsTests: fc.uniqueArray(fc.constantFrom(...METHODS), { minLength: 1, maxLength: 2 }),
    tests: fc.constant({
      negHpv: { method: ['hpv', 'cytology'], result: ['negative'] },
      psa: { method: ['psa'] },
    }),
    enquiry: fc.oneof(
      fc.record({ after: duration, max: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: ['after'] }),
      fc.record({ max: fc.integer({ min: 1, max: 3 }) }),
    ),
    eligibility,
    exclusions: fc.array(fc.record({ code: fc.constantFrom('opted-out', 'no-organ'), when: criterion() }), {
      maxLength: 2,
    }),
    holds: fc.array(
      fc.record(
        {
          code: fc.constantFrom('deferred', 'care'),
          when: criterion(),
          until: dateFact.map((fact) => ({ fact })),
        },
        { requiredKeys: ['code', 'when'] },
      ),
      { maxLength: 2 },
    ),
    schedule,
  },
  { requiredKeys: ['programme', 'version', 'attributes', 'tests', 'eligibility', 'schedule'] },
);
