import { type OrganStory } from './organ-story';

type Row = Readonly<Record<string, unknown>>;

/** What two offices never have in common: times of the machine, what is drawn, checksums of the files imported. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  'screening.imports': ['sha256'],
  'screening.chunks': ['lease_until', 'woken_at', 'not_before'],
  'screening.dispatches': ['sent_at'],
  'screening.dispatch_transitions': ['at'],
  'screening.enquiry_codes': ['code_hmac', 'sealed'],
  // Given in the order in which a file's rows were matched by number.
  'screening.exceptions': ['id'],
};

/** Where rows outside the schema `identity` differ between two offices, as `table.column`; nothing of the rows. */
export async function foreignDifferences(stories: readonly OrganStory[]): Promise<string[]> {
  const [one = {}, other = {}] = await Promise.all(stories.map(foreignRows));
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((table) => {
    const [rows, others] = [one[table] ?? [], other[table] ?? []];
    if (rows.length !== others.length) return [`${table}: ${rows.length} and ${others.length} rows`];
    const columns = rows.flatMap((row, i) =>
      Object.keys(row).filter((name) => JSON.stringify(row[name]) !== JSON.stringify(others[i]?.[name])),
    );
    return [...new Set(columns)].map((name) => `${table}.${name}`);
  });
}

/** Every row outside the schema `identity`, by table, without what no two offices have in common. */
async function foreignRows(story: OrganStory): Promise<Record<string, readonly Row[]>> {
  const tables = await story.rows<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'identity', 'queue') ORDER BY 1`,
  );
  const contents: Record<string, readonly Row[]> = {};
  for (const { name } of tables) {
    const rows = await story.rows<{ row: Row }>(
      `SELECT to_jsonb(t) - $1::text[] AS row FROM ${name} AS t ORDER BY (to_jsonb(t) - $1::text[])::text`,
      [OWN[name] ?? []],
    );
    contents[name] = rows.map(({ row }) => withoutChecksums(row));
  }
  return contents;
}

/** Of a file with other numbers: an audit row says which was imported, a print run what was written for protected people. */
function withoutChecksums(row: Row): Row {
  return JSON.parse(
    JSON.stringify(row, (key, value: unknown) => (key === 'sha256' || key === 'bytes' ? undefined : value)),
  ) as Row;
}
