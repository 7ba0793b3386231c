/**
 * The fact relation: what compiled statements read. One row per resident and one programme, known as a table or a
 * subquery with these columns. The read model (`screening.resident_facts` joined with `screening.programme_facts`) and the
 * derivation from the sources both have exactly this form.
 *
 * A row holds latest dates and interval ends, not flags: it answers for every as-of date on or after the last date it
 * mentions as a beginning. An interval end of `infinity` is open; null means there is no interval.
 */
export const RESIDENT_COLUMNS = {
  /** Internal id, or line number of a file. */
  resident_id: 'bigint',
  birth_date: 'date',
  residency_status: 'text',
  residency_since: 'date',
  region: 'text',
  municipality: 'text',
  district: 'text',
  area_type: 'int',
  organ_cervix: 'text',
  organ_cervix_basis: 'text',
  organ_breast: 'text',
  organ_breast_basis: 'text',
  organ_prostate: 'text',
  organ_prostate_basis: 'text',
  organ_colorectum: 'text',
  organ_colorectum_basis: 'text',
  /** {name: [{"v": value, "u": last day or absent}]}, entries in order of precedence. */
  attributes: 'jsonb',
  /** Enquiries that asked for every programme. */
  enquiry_last: 'date',
  enquiry_count: 'int',
} as const;

export const PROGRAMME_COLUMNS = {
  /** One entry per method and result, the latest test first (then the last given); `test_counts` says how many. */
  test_dates: 'date[]',
  test_methods: 'text[]',
  test_results: 'text[]',
  test_values: 'float8[]',
  test_counts: 'int[]',
  /** Latest first. */
  invitations: 'date[]',
  own_enquiry_last: 'date',
  own_enquiry_count: 'int',
  opt_out_until: 'date',
  deferral_until: 'date',
  care_until: 'date',
  booking_last: 'date',
  episode_until: 'date',
  control_lists: 'text[]',
  control_until: 'date[]',
  /** Manual routes in the order given: kind (include, hold, exclude), code, last day, and place in the list. */
  manual_kinds: 'text[]',
  manual_codes: 'text[]',
  manual_until: 'date[]',
  manual_places: 'int[]',
} as const;

export type ResidentColumn = keyof typeof RESIDENT_COLUMNS;
export type ProgrammeColumn = keyof typeof PROGRAMME_COLUMNS;
export type FactColumn = ResidentColumn | ProgrammeColumn;

export const FACT_COLUMNS: Readonly<Record<FactColumn, string>> = {
  ...RESIDENT_COLUMNS,
  ...PROGRAMME_COLUMNS,
};
