import { isPlainDate } from '@kallelse/kernel';
import {
  IDENTITY_TYPES,
  isRefusal,
  readIdentity,
  type IdentityNumber,
  type IdentityType,
} from './identity-number';

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

/** A cell by column; empty text is an empty cell, undefined a column that the file does not have. */
export type Cells = (column: RegisterColumn) => string | undefined;

/** A row that is right by itself; empty cells are undefined. */
export interface RegisterRow {
  readonly isFull: boolean;
  readonly identity: IdentityNumber;
  readonly replaces: string | undefined;
}

const STATUSES = ['registered', 'emigrated', 'deceased', 'missing', 'deregistered'];
const PROTECTIONS = ['none', 'marked', 'protected'];
const DWELLINGS = ['address', 'municipality-only', 'unknown'];
const SEXES = ['female', 'male', 'unknown'];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;
const LONGEST_TEXT = 200;

/** Checks one row by itself; every refusal of it, so that one correction is enough. */
export function checkRegisterRow(cells: Cells, today: string): RegisterRow | readonly RowRefusal[] {
  const refusals: RowRefusal[] = [];
  const refuse = (column: RegisterColumn, code: string): void => void refusals.push({ column, code });
  const cell = (column: RegisterColumn): string | undefined => cells(column) || undefined;
  const isFull = cell('event') === 'full';
  if (!isFull && cell('event') !== 'change') refuse('event', 'event-unknown');
  const identity = checkIdentity(cell, refuse);
  checkRequired(cell, isFull, refuse);
  checkDates(cell, today, refuse);
  checkWords(cell, refuse);
  checkTexts(cell, refuse);
  const replaces = cell('replaces')?.replace(/[-+]/, '').toUpperCase();
  if (identity && replaces === identity.value) refuse('replaces', 'replaces-itself');
  return refusals.length > 0 || !identity ? refusals : { isFull, identity, replaces };
}

type Cell = (column: RegisterColumn) => string | undefined;
type Refuse = (column: RegisterColumn, code: string) => void;

function checkIdentity(cell: Cell, refuse: Refuse): IdentityNumber | undefined {
  const type = cell('identity_type');
  const value = cell('identity');
  if (type === undefined) refuse('identity_type', 'missing');
  else if (!(IDENTITY_TYPES as readonly string[]).includes(type))
    refuse('identity_type', 'identity-type-unknown');
  if (value === undefined) refuse('identity', 'missing');
  if (value === undefined || !(IDENTITY_TYPES as readonly (string | undefined)[]).includes(type))
    return undefined;
  const identity = readIdentity(type as IdentityType, value, cell('identity_domain'));
  if (!isRefusal(identity)) return identity;
  refuse(identity.startsWith('identity-domain') ? 'identity_domain' : 'identity', identity);
  return undefined;
}

function checkRequired(cell: Cell, isFull: boolean, refuse: Refuse): void {
  if (!isFull) return;
  for (const column of ['birth_date', 'status', 'protection'] as const) {
    if (cell(column) === undefined) refuse(column, 'missing');
  }
}

function checkDates(cell: Cell, today: string, refuse: Refuse): void {
  for (const column of ['birth_date', 'status_date', 'since'] as const) {
    const value = cell(column);
    if (value !== undefined && !isPlainDate(value)) refuse(column, 'date');
  }
  const birth = cell('birth_date');
  if (birth !== undefined && isPlainDate(birth) && birth > today) refuse('birth_date', 'date-in-future');
  const recorded = cell('recorded');
  if (recorded === undefined || isPlainDate(recorded)) return;
  if (!INSTANT.test(recorded) || Number.isNaN(Date.parse(recorded))) refuse('recorded', 'date');
}

function checkWords(cell: Cell, refuse: Refuse): void {
  const oneOf = (column: RegisterColumn, words: readonly string[]): void => {
    const value = cell(column);
    if (value !== undefined && !words.includes(value))
      refuse(column, `${column.replaceAll('_', '-')}-unknown`);
  };
  oneOf('status', STATUSES);
  oneOf('protection', PROTECTIONS);
  oneOf('dwelling', DWELLINGS);
  oneOf('first_registered_sex', SEXES);
  const form = (column: RegisterColumn, pattern: RegExp): void => {
    const value = cell(column);
    if (value !== undefined && !pattern.test(value)) refuse(column, 'code-form');
  };
  form('region', /^\d{2}$/);
  form('municipality', /^\d{4}$/);
  form('district', /^\S{1,20}$/);
}

const TEXTS: readonly RegisterColumn[] = REGISTER_COLUMNS.filter((column) =>
  /name|address|care_of|postcode|city|country|language|format|replaces/.test(column),
);

function checkTexts(cell: Cell, refuse: Refuse): void {
  for (const column of TEXTS) {
    const value = cell(column);
    if (value === undefined) continue;
    if (value.length > LONGEST_TEXT) refuse(column, 'too-long');
    // eslint-disable-next-line no-control-regex -- that is what is looked for
    else if (/[\u0000-\u001f\u007f]/.test(value)) refuse(column, 'control-character');
  }
}
