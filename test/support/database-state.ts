import { createHash } from 'node:crypto';
import { type TestOffice } from './office';

/** Rows of each table of ours, and a checksum of what they hold. */
export type DatabaseState = Readonly<Record<string, string>>;

/** The contents of a database, table by table: equal when nothing was changed. */
export async function databaseState({ query }: Pick<TestOffice, 'query'>): Promise<DatabaseState> {
  const tables = await query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND schemaname !~ '^pg_' ORDER BY 1`,
  );
  const parts = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, count(*)::int AS rows, coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM ${name} AS t`,
  );
  const rows = await query<{ name: string; rows: number; sum: string }>(parts.join(' UNION ALL '));
  return Object.fromEntries(rows.map((row) => [row.name, `${row.rows} rows, ${shortened(row.sum)}`]));
}

function shortened(sum: string): string {
  return createHash('sha256').update(sum).digest('hex').slice(0, 12);
}
