import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import {
  checkRegisterRow,
  REGISTER_COLUMNS,
  REQUIRED_COLUMNS,
  type Cells,
  type RegisterColumn,
  type RegisterRow,
} from '../../domain/register-row';
import { CopyRows } from '../files/copy-rows';
import { checkHeader, readCsv } from '../files/csv-file';
import { readLines, type NumberedLine } from '../files/ndjson-file';
import type { RejectedFile, Rejection } from '../files/rejected-file';
import { basename } from 'node:path';
import type { Progress } from '../../application/import-summary';

export const RESIDENTS_STAGING = 'identity.residents_staging';

/** Columns of a register file that the staging table has under their own name, in the order they are copied. */
const CELLS = [
  ...[
    'recorded',
    'birth_date',
    'given_names',
    'family_name',
    'first_registered_sex',
    'status',
    'status_date',
  ],
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
] as readonly RegisterColumn[];
const COLUMNS = ['row_number', 'is_full', 'value', 'type', 'domain', 'replaces', ...CELLS];

export interface StagedFile {
  readonly columns: ReadonlySet<RegisterColumn>;
  readonly rows: number;
  readonly rejected: number;
  readonly sha256: string;
}

const PROGRESS_ROWS = 100_000;

/** Reads a register file (CSV, or NDJSON by its ending), checks each row by itself and loads the good ones into staging. */
export async function stageResidents(
  tx: EntityManager,
  path: string,
  today: PlainDate,
  rejectedFile: RejectedFile,
  onProgress: Progress,
): Promise<StagedFile> {
  await tx.query(`TRUNCATE ${RESIDENTS_STAGING}`);
  const copy = await CopyRows.into(tx, RESIDENTS_STAGING, COLUMNS);
  const stager = new Stager(copy, today, rejectedFile, onProgress);
  const end = /\.(ndjson|jsonl)$/i.test(path)
    ? await readLines(path, (lines) => stager.lines(lines))
    : await readCsv(path, {
        header: (columns) => {
          checkHeader(basename(path), columns, REGISTER_COLUMNS, REQUIRED_COLUMNS);
          stager.columns = columns as RegisterColumn[];
        },
        rows: (rows, firstRow) => stager.rows(rows, firstRow),
      });
  await copy.finish();
  return { columns: new Set(stager.columns), rows: end.rows, rejected: stager.rejected, sha256: end.sha256 };
}

class Stager {
  columns: readonly RegisterColumn[] = REGISTER_COLUMNS;
  rejected = 0;
  private read = 0;

  constructor(
    private readonly copy: CopyRows,
    private readonly today: PlainDate,
    private readonly rejectedFile: RejectedFile,
    private readonly onProgress: Progress,
  ) {}

  async rows(rows: readonly (readonly string[])[], firstRow: number): Promise<void> {
    const place = new Map(this.columns.map((column, index) => [column, index]));
    await this.stage(
      rows.map((row, i) => ({
        row: firstRow + i,
        cells: (column) => row[place.get(column) ?? -1],
        ...(row.length === this.columns.length ? {} : { wrong: 'column-count' }),
      })),
    );
  }

  /** A line of NDJSON: keys are column names; a key that is missing is an empty cell. */
  async lines(lines: readonly NumberedLine[]): Promise<void> {
    await this.stage(
      lines.map(({ number, text }) => {
        const object = parseObject(text);
        return {
          row: number,
          cells: (column) => object?.[column] ?? '',
          ...(object ? {} : { wrong: 'json' }),
        };
      }),
    );
  }

  private async stage(candidates: readonly { row: number; cells: Cells; wrong?: string }[]): Promise<void> {
    const staged: (string | number | boolean | undefined)[][] = [];
    const refused: Rejection[] = [];
    for (const { row, cells, wrong } of candidates) {
      const checked =
        wrong === undefined ? checkRegisterRow(cells, this.today) : [{ column: '', code: wrong }];
      if ('identity' in checked) staged.push(stagedRow(row, checked, cells));
      else for (const { column, code } of checked) refused.push({ row, column, code });
      if (!('identity' in checked)) this.rejected++;
    }
    await this.copy.add(staged);
    await this.rejectedFile.add(refused);
    const before = Math.floor(this.read / PROGRESS_ROWS);
    this.read += candidates.length;
    if (Math.floor(this.read / PROGRESS_ROWS) > before)
      this.onProgress(`${this.read} rows read, ${this.rejected} rejected`);
  }
}

function stagedRow(row: number, { identity, isFull, replaces }: RegisterRow, cells: Cells) {
  const values = CELLS.map((column) => cells(column) || undefined);
  return [row, isFull, identity.value, identity.type, identity.domain, replaces, ...values];
}

function parseObject(text: string): Partial<Record<RegisterColumn, string>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const known = Object.entries(value).every(
      ([key, cell]) =>
        (REGISTER_COLUMNS as readonly string[]).includes(key) && (cell === null || typeof cell === 'string'),
    );
    return known ? value : undefined;
  } catch {
    return undefined;
  }
}
