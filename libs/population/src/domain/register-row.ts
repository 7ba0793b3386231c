/** The columns of a register file (interfaces.md, "Register import"). */
export const REGISTER_COLUMNS = [
  ...['event', 'identity', 'identity_type', 'identity_domain', 'replaces', 'recorded', 'birth_date'],
  ...['given_names', 'family_name', 'first_registered_sex', 'status', 'status_date'],
  ...['region', 'municipality', 'district', 'since', 'protection'],
  ...['care_of', 'address1', 'address2', 'postcode', 'city', 'country'],
  ...[
    'special_care_of',
    'special_address1',
    'special_address2',
    'special_postcode',
    'special_city',
    'special_country',
  ],
  ...['dwelling', 'language', 'format'],
] as const;
export type RegisterColumn = (typeof REGISTER_COLUMNS)[number];

/** Columns a file must have. */
export const REQUIRED_COLUMNS: readonly RegisterColumn[] = [
  'event',
  'identity',
  'identity_type',
  'birth_date',
  'status',
  'protection',
];

/** What is wrong with one cell; never its content. */
export interface RowRefusal {
  readonly column: RegisterColumn | '';
  readonly code: string;
}

/** Columns whose text is kept as it is. */
export const TEXT_COLUMNS: readonly RegisterColumn[] = [
  ...(['given_names', 'family_name'] as const),
  ...(['care_of', 'address1', 'address2', 'postcode', 'city', 'country'] as const),
  ...(['special_care_of', 'special_address1', 'special_address2'] as const),
  ...(['special_postcode', 'special_city', 'special_country'] as const),
  ...(['language', 'format', 'replaces'] as const),
];

/** Cells that must hold one of a few words. */
export const WORD_COLUMNS = {
  event: ['full', 'change'],
  identity_type: ['personnummer', 'samordningsnummer', 'reservnummer'],
  status: ['registered', 'emigrated', 'deceased', 'missing', 'deregistered'],
  protection: ['none', 'marked', 'protected'],
  dwelling: ['address', 'municipality-only', 'unknown'],
  first_registered_sex: ['female', 'male', 'unknown'],
} as const satisfies Partial<Record<RegisterColumn, readonly string[]>>;

/** Longest text of a cell. */
export const LONGEST_TEXT = 200;
