/**
 * The sources that facts are derived from: append-only, bitemporal tables. Schema `screening` has them; the same
 * columns as temporary tables serve residents read from a file. `seq` is the order of first import; `recorded_at` and
 * `superseded_at` say when a row was known; a null end is open.
 */
const TRACKED = {
  seq: 'bigint',
  resident_id: 'bigint',
  recorded_at: 'timestamptz',
  superseded_at: 'timestamptz',
} as const;

export const SOURCE_TABLES = {
  /** Each version of what the register says of birth and residency, from the day it holds. */
  residencies: {
    ...TRACKED,
    birth_date: 'date',
    from_date: 'date',
    until_date: 'date',
    status: 'text',
    since: 'date',
    region: 'text',
    municipality: 'text',
    district: 'text',
    area_type: 'int',
    recorded: 'date',
  },
  /** A statement may speak of several organs at once: which are present, which absent. */
  organ_statements: {
    ...TRACKED,
    present: 'text[]',
    absent: 'text[]',
    source: 'text',
    effective: 'date',
    withdrawn: 'date',
    recorded: 'date',
  },
  opt_outs: {
    ...TRACKED,
    programme: 'text',
    kind: 'text',
    from_date: 'date',
    until_date: 'date',
    revoked: 'date',
  },
  /** `programme` is null on an enquiry that asked for every programme. */
  events: {
    ...TRACKED,
    programme: 'text',
    type: 'text',
    from_date: 'date',
    until_date: 'date',
    method: 'text',
    result: 'text',
    value: 'float8',
    list: 'text',
  },
  attributes: {
    ...TRACKED,
    name: 'text',
    value: 'jsonb',
    from_date: 'date',
    until_date: 'date',
    recorded: 'date',
  },
  /** `place`: its place in the resident's list of manual routes. */
  manual_routes: {
    ...TRACKED,
    programme: 'text',
    kind: 'text',
    code: 'text',
    from_date: 'date',
    until_date: 'date',
    place: 'int',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type SourceTable = keyof typeof SOURCE_TABLES;
