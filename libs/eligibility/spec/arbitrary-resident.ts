import { toPlainDate, parseDay } from '@kallelse/kernel';
import fc from 'fast-check';

/** Random resident facts as JSON, in the words of interfaces.md, dense around one as-of date so that edges are met. */

export const AS_OF = parseDay('2026-06-15') ?? 0;

/** Days that matter more often than chance would have it: the as-of date, leap days, month ends, whole years away. */
const EDGES = [
  '2026-06-15',
  '2026-06-14',
  '2026-06-16',
  '2025-06-15',
  '2021-06-15',
  '2021-06-14',
  '2024-02-29',
  '2024-02-28',
  '2020-02-29',
  '2025-02-28',
  '2026-01-01',
  '2025-12-31',
  '2026-12-31',
  '2027-02-01',
].map((text) => parseDay(text) ?? 0);

export function arbitraryDate(yearsBack = 12, yearsAhead = 3): fc.Arbitrary<string> {
  return fc
    .oneof(
      { weight: 2, arbitrary: fc.constantFrom(...EDGES) },
      { weight: 3, arbitrary: fc.integer({ min: AS_OF - yearsBack * 366, max: AS_OF + yearsAhead * 366 }) },
    )
    .map(toPlainDate);
}

const birthDate = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: AS_OF - 80 * 365, max: AS_OF - 15 * 365 }).map(toPlainDate) },
  { weight: 1, arbitrary: fc.integer({ min: AS_OF - 120 * 365, max: AS_OF }).map(toPlainDate) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '1996-02-29',
      '1976-02-29',
      '2003-06-15',
      '1956-06-15',
      '1956-06-14',
      '1966-06-16',
      '2000-02-28',
      '1960-02-29',
    ),
  },
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });

export const PROGRAMMES = ['cervical', 'breast'] as const;
export const METHODS = ['hpv', 'cytology', 'psa'] as const;
export const RESULTS = ['negative', 'positive', 'inadequate'] as const;
export const LISTS = ['hpv-high', 'after-treatment'] as const;
export const REGIONS = ['01', '12', '1'] as const;

const programme = fc.constantFrom(...PROGRAMMES, 'cervical', 'cervical');
const recorded = { recorded: maybe(arbitraryDate()) };
const interval = {
  from: arbitraryDate(),
  until: maybe(fc.oneof(arbitraryDate(), fc.constant(null))),
  ...recorded,
};

const residencyFields = {
  status: maybe(
    fc.constantFrom(
      'registered',
      'registered',
      'registered',
      'emigrated',
      'deceased',
      'missing',
      'deregistered',
    ),
  ),
  since: maybe(arbitraryDate()),
  region: maybe(fc.constantFrom(...REGIONS, '')),
  municipality: maybe(fc.constantFrom('0180', '180', '1280')),
  district: maybe(fc.constantFrom('0180R001', '0180R002', '0180')),
  areaType: maybe(fc.integer({ min: 1, max: 5 })),
};

const residency = fc.oneof(
  fc.constant({}),
  fc.record({ residency: fc.record(residencyFields) }),
  fc.record({ residency: fc.record({ ...residencyFields, status: fc.constant('registered') }) }),
  fc.record({
    residencies: fc.array(fc.record({ ...residencyFields, ...interval, from: maybe(arbitraryDate()) }), {
      maxLength: 4,
    }),
  }),
);

const organStatement = fc.record({
  organ: fc.constantFrom('cervix', 'cervix', 'breast', 'prostate', 'colorectum'),
  state: fc.constantFrom('present', 'absent'),
  source: fc.constantFrom('clinic', 'self', 'screening-event', 'presumed'),
  effective: arbitraryDate(),
  withdrawn: maybe(arbitraryDate()),
  ...recorded,
});

const optOut = fc.oneof(
  fc.record({
    programme,
    kind: fc.constantFrom('permanent', 'episode'),
    from: arbitraryDate(),
    revoked: maybe(arbitraryDate()),
    ...recorded,
  }),
  fc.record({
    programme,
    kind: fc.constant('until'),
    from: arbitraryDate(),
    until: arbitraryDate(),
    revoked: maybe(arbitraryDate()),
    ...recorded,
  }),
);

const value = fc.oneof(
  fc.constantFrom(0, 0.99, 1, 2.9, 3, 12.5),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const event = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      programme,
      type: fc.constant('test'),
      date: arbitraryDate(),
      method: maybe(fc.constantFrom(...METHODS, '')),
      result: maybe(fc.constantFrom(...RESULTS)),
      value: maybe(value),
      ...recorded,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ programme, type: fc.constant('invitation'), date: arbitraryDate(), ...recorded }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ programme, type: fc.constant('booking'), date: arbitraryDate(), ...recorded }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      programme: maybe(programme),
      type: fc.constant('enquiry'),
      date: arbitraryDate(),
      ...recorded,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      programme,
      type: fc.constant('control-list'),
      list: fc.constantFrom(...LISTS),
      ...interval,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ programme, type: fc.constantFrom('care', 'deferral', 'episode'), ...interval }),
  },
);

const anyValue = fc.oneof(
  fc.constantFrom(0, 22, 22.5, -1),
  fc.boolean(),
  fc.constantFrom('smoker', '', '2026-02-28', '2024-02-29', '2026-02-29', '2026-13-01', 'x'),
  fc.constant(null),
);

const attributes = fc.oneof(
  fc.constant(undefined),
  fc.dictionary(fc.constantFrom('packYears', 'riskDate', 'smoker', 'group', 'visits'), anyValue, {
    maxKeys: 4,
  }),
  fc.array(
    fc.record({
      name: fc.constantFrom('packYears', 'riskDate', 'smoker', 'group', 'visits'),
      value: anyValue,
      from: maybe(arbitraryDate()),
      until: maybe(arbitraryDate()),
      ...recorded,
    }),
    { maxLength: 4 },
  ),
);

const manual = fc.array(
  fc.record({
    programme,
    kind: fc.constantFrom('include', 'hold', 'exclude'),
    code: fc.constantFrom('clinic-request', 'moved-abroad'),
    ...interval,
  }),
  { maxLength: 3 },
);

/** One line of a residents file. */
export const arbitraryResident: fc.Arbitrary<object> = fc
  .tuple(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 5 }),
      birthDate,
      organs: maybe(fc.array(organStatement, { maxLength: 5 })),
      optOuts: maybe(fc.array(optOut, { maxLength: 3 })),
      events: maybe(fc.array(event, { maxLength: 8 })),
      attributes,
    }),
    residency,
    fc.option(manual, { nil: undefined, freq: 2 }),
  )
  .map(([facts, where, routes]) => ({ ...facts, ...where, manual: routes }));
