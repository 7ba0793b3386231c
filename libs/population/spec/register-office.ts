import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { AuditLog } from '@kallelse/access';
import { plainDate, sha256, today, toPlainDate, toDay, type PlainDate } from '@kallelse/kernel';
import { asAdmin } from '@kallelse/platform';
import type { TestDatabase } from '@test/support/database';
import type { ImportRequest } from '../src/application/file-import';
import { ImportEvents } from '../src/application/import-events';
import {
  ImportReference,
  type ReferenceKind,
  type ReferenceSummary,
} from '../src/application/import-reference';
import { ImportResidents } from '../src/application/import-residents';
import type { ImportSummary } from '../src/application/import-summary';
import { csv, file, row, testNumber, type RowInput } from './register-file';

/** A line of an events file without whom it is about. */
export type Line = Readonly<Record<string, unknown>>;

/** What an import is told beside its file. */
export type ImportOptions = Omit<ImportRequest, 'path' | 'actor'>;

/** Imports of a spec on its database, at ten o'clock of `day`, and what has come of them, seen as the owner. */
export class RegisterOffice {
  day = plainDate('2026-06-15');
  readonly clock = { now: () => new Date(`${this.day}T08:00:00Z`) };
  readonly actor = { user: 'anna' };
  private people = 0;

  constructor(readonly db: TestDatabase) {}

  get audit(): AuditLog {
    return new AuditLog(this.db.databases, this.clock);
  }

  get today(): PlainDate {
    return today(this.clock);
  }

  later(days = 1): void {
    this.day = toPlainDate(toDay(this.day) + days);
  }

  /** A number of the test series that nobody has yet, for somebody born in the year, and its birth date. */
  person(year = 1980): { identity: string; birth_date: string } {
    const birth_date = toPlainDate(toDay(plainDate(`${year}-01-01`)) + Math.floor(this.people / 20));
    return { identity: testNumber(birth_date.replaceAll('-', ''), this.people++ % 20), birth_date };
  }

  /** Imports register rows as a CSV file. */
  register(...rows: readonly RowInput[]): Promise<ImportSummary> {
    return this.importFile(file(csv(rows.map(row))));
  }

  importFile(path: string, options: ImportOptions = {}): Promise<ImportSummary> {
    const importer = new ImportResidents(this.db.databases, this.clock, this.audit);
    return importer.run({ path, actor: this.actor, ...options });
  }

  /** Imports event lines that say whom they are about. */
  events(...lines: readonly Line[]): Promise<ImportSummary> {
    return this.importEvents(file(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'ndjson'));
  }

  importEvents(path: string, options: ImportOptions = {}): Promise<ImportSummary> {
    const importer = new ImportEvents(this.db.databases, this.clock, this.audit);
    return importer.run({ path, actor: this.actor, ...options });
  }

  reference(what: ReferenceKind, text: string, extension = 'csv'): Promise<ReferenceSummary> {
    const importer = new ImportReference(this.db.databases, this.clock, this.audit);
    return importer.run(what, file(text, extension), this.actor);
  }

  /** Asks the database as its owner, whom no row is hidden from. */
  rows<T extends object = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<T[]> {
    return asAdmin(this.db.server, async (client) => (await client.query<T>(sql, [...values])).rows);
  }

  async residentOf(number: string, domain?: string): Promise<number | undefined> {
    const sql = `SELECT resident_id::int AS id FROM identity.identifiers WHERE value = $1 AND ($2::text IS NULL OR domain = $2)`;
    const found = await this.rows<{ id: number }>(sql, [number, domain ?? null]);
    if (found.length > 1) throw new Error('several have this number');
    return found[0]?.id;
  }

  /** The record, the facts and the reach of whoever has a number, flat; dates as text. */
  async known(number: string): Promise<Record<string, unknown> | undefined> {
    const [found] = await this.rows<{ known: Record<string, unknown> }>(
      `SELECT to_jsonb(person) || to_jsonb(facts) || to_jsonb(reach) || jsonb_build_object('protection', person.protection) AS known
       FROM identity.identifiers AS number JOIN screening.resident_facts AS facts USING (resident_id)
       JOIN screening.resident_reach AS reach USING (resident_id)
       JOIN identity.persons AS person ON person.resident_id = number.resident_id AND person.superseded_at IS NULL
       WHERE number.value = $1`,
      [number],
    );
    return found?.known;
  }

  /** Live residencies of whoever has a number, as `from status municipality district`, earliest first. */
  async residencies(number: string): Promise<string[]> {
    const found = await this.rows<{ text: string }>(
      `SELECT concat_ws(' ', coalesce(from_date::text, 'always'), status, municipality, district) AS text
       FROM screening.residencies WHERE superseded_at IS NULL
         AND resident_id = (SELECT resident_id FROM identity.identifiers WHERE value = $1)
       ORDER BY from_date NULLS FIRST`,
      [number],
    );
    return found.map(({ text }) => text);
  }

  /** Every row of some tables, to hold two states against each other. */
  async contents(tables: readonly string[]): Promise<Record<string, unknown[]>> {
    const each = tables.map((table) => `SELECT '${table}' AS name, to_jsonb(t) AS row FROM ${table} AS t`);
    const found = await this.rows<{ name: string; row: unknown }>(
      `SELECT name, row FROM (${each.join(' UNION ALL ')}) AS rows ORDER BY name, row::text`,
    );
    const of = (table: string): unknown[] => found.flatMap(({ name, row }) => (name === table ? [row] : []));
    return Object.fromEntries(tables.map((table) => [table, of(table)]));
  }
}

/** What imports of rows write: the register, the sources, what waits, and the read models. */
export const READ_MODELS = ['resident_facts', 'programme_facts', 'resident_reach'].map(
  (table) => `screening.${table}`,
);
export const IMPORTED = [
  ...['identifiers', 'persons', 'parked_events', 'register_reviews'].map((table) => `identity.${table}`),
  ...['residencies', 'organ_statements', 'opt_outs', 'events', 'attributes', 'manual_routes', 'preferences']
    .concat(['exceptions', 'resident_merges', 'imports'])
    .map((table) => `screening.${table}`),
  ...READ_MODELS,
];

/** The file of rejected rows as `row column code`, the header left out. */
export function rejections({ rejectedFile }: { readonly rejectedFile?: string }): string[] {
  if (rejectedFile === undefined || !existsSync(rejectedFile)) return [];
  const [header, ...lines] = readFileSync(rejectedFile, 'utf8').trimEnd().split('\n');
  if (header !== 'row,column,code,explanation') throw new Error('the header is another');
  return lines.map((line) => line.split(',').slice(0, 3).join(' '));
}

/** Puts a control file beside a file; what is given replaces what is true of it. */
export function vouchFor(path: string, control: Readonly<Record<string, unknown>>): string {
  const text = readFileSync(path);
  const rows = text.toString('utf8').trimEnd().split('\n').length - (path.endsWith('.csv') ? 1 : 0);
  writeFileSync(`${path}.control.json`, JSON.stringify({ rows, sha256: sha256(text), ...control }));
  return path;
}
