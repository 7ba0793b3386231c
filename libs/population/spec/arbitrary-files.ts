import fc from 'fast-check';
import { row, testNumber, type RowInput } from './register-file';
import type { Line } from './register-office';

/** A file of a supplier, as its rows. */
export type SuppliedFile =
  | { readonly kind: 'residents'; readonly rows: readonly RowInput[] }
  | { readonly kind: 'events'; readonly lines: readonly Line[] }
  | { readonly kind: 'districts'; readonly areaTypes: readonly number[] };

/** Few, so that files speak of the same people, replace the same numbers and repeat the same objects. */
const NUMBERS = [0, 1, 2, 3].map((n) => testNumber('19700505', n));
export const DISTRICT_CODES = ['0180R001', '0180R002', '0181R001'];
const DAYS = ['2025-11-01', '2026-01-01', '2026-02-01', '2026-04-01'];

const number = fc.constantFrom(...NUMBERS);
const day = fc.constantFrom(...DAYS);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });

const cells = fc.record(
  {
    recorded: fc.oneof(
      day,
      day.map((date) => `${date}T23:30:00Z`),
    ),
    status: fc.constantFrom('registered', 'emigrated', 'deceased', 'missing', 'deregistered'),
    status_date: day,
    since: fc.constantFrom('', ...DAYS),
    municipality: fc.constantFrom('', '0180', '0181'),
    district: fc.constantFrom('', '0180R009', ...DISTRICT_CODES),
    protection: fc.constantFrom('none', 'none', 'marked', 'protected'),
    birth_date: fc.constantFrom('1970-05-05', '1970-05-06'),
    address1: fc.constantFrom('', 'Provgatan 1', 'Provgatan 2'),
    postcode: fc.constantFrom('', '12345', 'FI-00100'),
    country: fc.constantFrom('', 'SE', 'FI'),
    special_address1: fc.constantFrom('', 'Box 1'),
    language: fc.constantFrom('', 'en', 'fi'),
    first_registered_sex: fc.constantFrom('', 'female', 'male', 'unknown'),
  },
  { requiredKeys: [] },
);

const registerRow: fc.Arbitrary<RowInput> = fc
  .record({
    event: fc.constantFrom('full', 'full', 'change'),
    identity: number,
    replaces: fc.option(number, { nil: '', freq: 3 }),
    cells,
  })
  .map(({ cells: own, ...rest }) => row({ birth_date: '1970-05-05', ...own, ...rest }))
  .map((given) => (given.event === 'change' ? { ...given, birth_date: '' } : given));

const programme = fc.constantFrom('cervical', 'breast');
const until = maybe(fc.constantFrom('2026-05-01', '2027-01-01'));
const object: fc.Arbitrary<object> = fc.oneof(
  fc.record({
    programme,
    type: fc.constant('test'),
    date: day,
    method: fc.constantFrom('hpv', 'cytology'),
    result: fc.constantFrom('negative', 'positive'),
  }),
  fc.record({ programme, type: fc.constantFrom('invitation', 'booking'), date: day }),
  fc.record({ type: fc.constant('enquiry'), date: day }),
  fc.record({ programme, type: fc.constantFrom('care', 'deferral', 'episode'), from: day, until }),
  fc.record({
    programme,
    type: fc.constant('control-list'),
    list: fc.constantFrom('a', 'b'),
    from: day,
    until,
  }),
  fc.record({ programme, kind: fc.constantFrom('permanent', 'episode'), from: day, revoked: maybe(day) }),
  fc.record({
    programme,
    kind: fc.constantFrom('include', 'exclude', 'hold'),
    code: fc.constant('x'),
    from: day,
    until,
  }),
  fc.record({
    organ: fc.constantFrom('cervix', 'breast', 'prostate', 'colorectum'),
    state: fc.constantFrom('present', 'absent'),
    source: fc.constantFrom('self', 'clinic', 'screening-event'),
    effective: day,
    withdrawn: maybe(day),
  }),
  fc.record({ attribute: fc.constant('packYears'), value: fc.integer({ min: 0, max: 3 }), from: day, until }),
  fc.record({
    preference: fc.constantFrom('language', 'format', 'channel'),
    value: fc.constantFrom(null, 'en', 'paper'),
  }),
);

const eventLine: fc.Arbitrary<Line> = fc
  .record({
    identity: number,
    ref: maybe(fc.constantFrom(1, 2)),
    void: fc.constantFrom(undefined, undefined, undefined, true),
    object,
  })
  .map(({ object: content, ref, ...rest }) => ({
    ...{ ...rest, ...content },
    // Most refs stay with one kind of object; where they do not, the line is refused.
    ref: ref === undefined ? undefined : `s:${'type' in content ? 'event' : 'other'}${ref}`,
  }));

const register: fc.Arbitrary<SuppliedFile> = fc
  .array(registerRow, { minLength: 2, maxLength: 6, size: 'max' })
  .map((rows) => ({ kind: 'residents', rows }));
const events: fc.Arbitrary<SuppliedFile> = fc
  .array(eventLine, { minLength: 2, maxLength: 9, size: 'max' })
  .map((lines) => ({ kind: 'events', lines }));
const edition: fc.Arbitrary<SuppliedFile> = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 3 })
  .map((areaTypes) => ({ kind: 'districts', areaTypes }));

/** Files as suppliers send them one day after another: registers, events, editions of the districts. */
export const arbitraryFiles: fc.Arbitrary<readonly SuppliedFile[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: register },
    { weight: 4, arbitrary: events },
    { weight: 1, arbitrary: edition },
  ),
  { minLength: 3, maxLength: 7, size: 'max' },
);
