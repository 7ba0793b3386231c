import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Personnummer from 'personnummer';
import { REGISTER_COLUMNS, type RegisterColumn } from '../src/domain/register-row';

/** A row of a register file; what is not said is an ordinary registered resident. */
export type RowInput = Partial<Record<RegisterColumn, string>>;

const STANDARD: RowInput = {
  event: 'full',
  identity_type: 'personnummer',
  birth_date: '1980-05-05',
  given_names: 'Kim',
  family_name: 'Testsson',
  status: 'registered',
  region: '01',
  municipality: '0180',
  district: '0180R001',
  since: '2019-05-01',
  protection: 'none',
  address1: 'Provgatan 1',
  postcode: '12345',
  city: 'STOCKHOLM',
  dwelling: 'address',
};

export function row(input: RowInput): RowInput {
  return input.event === 'change' ? { identity_type: 'personnummer', ...input } : { ...STANDARD, ...input };
}

export function csv(
  rows: readonly RowInput[],
  columns: readonly RegisterColumn[] = REGISTER_COLUMNS,
): string {
  const lines = rows.map((cells) => columns.map((column) => cells[column] ?? '').join(','));
  return [columns.join(','), ...lines, ''].join('\n');
}

/** A number of Skatteverket's test series (birth numbers 980–999) for a birth date `YYYYMMDD`, the n:th. */
export function testNumber(birth: string, n = 0): string {
  return withCheckDigit(`${birth}${980 + n}`);
}

/** The samordningsnummer of the same: its day is moved by 60. */
export function coordinationNumber(birth: string, n = 0): string {
  return withCheckDigit(`${birth.slice(0, 6)}${Number(birth.slice(6)) + 60}${980 + n}`);
}

function withCheckDigit(eleven: string): string {
  for (let digit = 0; digit < 10; digit++) {
    const candidate = `${eleven}${digit}`;
    if (Personnummer.valid(candidate)) return candidate;
  }
  throw new Error('no check digit fits');
}

const folder = mkdtempSync(join(tmpdir(), 'kallelse-import-'));
let files = 0;

/** Writes a file of its own, or again to a path, and returns the path. */
export function file(
  content: string | Buffer,
  extension = 'csv',
  path = join(folder, `file-${++files}.${extension}`),
): string {
  writeFileSync(path, content);
  return path;
}
