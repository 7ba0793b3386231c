import { testDatabase } from '@test/support/database';
import { type Role, ROLES } from './roles';

const db = testDatabase();
const as = (role: Role, sql: string): Promise<unknown[]> => db.databases.query(role, sql);
const DENIED = { code: 'DATABASE_DENIED', sqlState: '42501' };

interface Right {
  readonly role: string;
  readonly name: string;
}

/** The tables and views on which a role has a right, whole or by column, by what the migrations really granted. */
async function allowed(role: Role, right: string, schema = '%'): Promise<string[]> {
  const rows = await db.databases.query<Right>(
    'kallelse_migrate',
    `SELECT format('%s.%s', n.nspname, c.relname) AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'v', 'p') AND n.nspname IN ('identity', 'screening', 'analytics', 'audit', 'queue') AND n.nspname LIKE $3
       AND has_schema_privilege($1, n.oid, 'USAGE') AND CASE WHEN $2 = 'DELETE' THEN has_table_privilege($1, c.oid, $2)
         ELSE has_any_column_privilege($1, c.oid, $2) END ORDER BY 1`,
    [role, right, schema],
  );
  return rows.map(({ name }) => name);
}

describe('on the tables of the migrations', () => {
  it('only import and delivery read identity, and delivery only what an address needs', async () => {
    const readers: Record<string, string[]> = {};
    for (const role of ROLES.filter((one) => one !== 'kallelse_migrate')) {
      const tables = await allowed(role, 'SELECT', 'identity');
      if (tables.length > 0) readers[role] = tables;
    }
    expect(Object.keys(readers)).toEqual(['kallelse_import', 'kallelse_delivery']);
    expect(readers['kallelse_delivery']).toEqual(['identity.identifiers', 'identity.persons']);
  });

  it('nobody reads, changes or deletes audit rows; only audit adds them', async () => {
    for (const role of ROLES.filter((one) => one !== 'kallelse_migrate')) {
      const rights = await Promise.all(['UPDATE', 'DELETE'].map((right) => allowed(role, right, 'audit')));
      expect([role, ...rights]).toEqual([role, [], []]);
      expect([role, await allowed(role, 'INSERT', 'audit')]).toEqual([
        role,
        role === 'kallelse_audit' ? ['audit.entries'] : [],
      ]);
    }
  });

  it('selection writes nothing, anywhere', async () => {
    for (const right of ['INSERT', 'UPDATE', 'DELETE'])
      expect(await allowed('kallelse_selection', right)).toEqual([]);
  });

  it('the analyst reads published tables and nothing else, and writes nothing', async () => {
    const read = await allowed('kallelse_analyst', 'SELECT');
    expect(read.filter((name) => !name.startsWith('analytics.published_'))).toEqual([]);
    expect(read).toContain('analytics.published_cells');
    for (const right of ['INSERT', 'UPDATE', 'DELETE'])
      expect(await allowed('kallelse_analyst', right)).toEqual([]);
  });

  it('import reads no batch, round or dispatch', async () => {
    const read = await allowed('kallelse_import', 'SELECT', 'screening');
    const closed = ['batches', 'episodes', 'contacts', 'dispatches', 'chunks', 'print_runs'].map(
      (name) => `screening.${name}`,
    );
    expect(read.filter((name) => closed.includes(name))).toEqual([]);
  });

  it('delivery writes dispatches, but no round, batch, source or fact', async () => {
    const written = [
      ...(await allowed('kallelse_delivery', 'INSERT')),
      ...(await allowed('kallelse_delivery', 'UPDATE')),
    ];
    expect(written).toContain('screening.dispatches');
    const closed = [
      'batches',
      'episodes',
      'events',
      'opt_outs',
      'organ_statements',
      'resident_facts',
      'definitions',
    ];
    expect(written.filter((name) => closed.includes(name.replace('screening.', '')))).toEqual([]);
  });

  it('no source is ever deleted by anybody', async () => {
    const sources = [
      'events',
      'opt_outs',
      'organ_statements',
      'residencies',
      'attributes',
      'manual_routes',
      'preferences',
    ];
    for (const role of ROLES.filter((one) => one !== 'kallelse_migrate')) {
      const deletes = (await allowed(role, 'DELETE', 'screening')).map((name) =>
        name.replace('screening.', ''),
      );
      expect([role, deletes.filter((name) => sources.includes(name))]).toEqual([role, []]);
    }
  });

  it.each<[Role, string]>([
    ['kallelse_selection', 'SELECT * FROM identity.persons'],
    ['kallelse_selection', 'SELECT * FROM identity.identifiers'],
    ['kallelse_selection', `SELECT * FROM identity.search_residents('1', NULL)`],
    ['kallelse_generate', 'SELECT * FROM identity.persons'],
    ['kallelse_generate', 'DELETE FROM screening.episodes'],
    ['kallelse_analyst', 'SELECT * FROM screening.resident_facts'],
    ['kallelse_analyst', 'SELECT * FROM screening.episodes'],
    ['kallelse_publisher', 'SELECT * FROM screening.resident_facts'],
    ['kallelse_publisher', 'SELECT * FROM identity.persons'],
    ['kallelse_delivery', 'SELECT * FROM audit.entries'],
    ['kallelse_delivery', 'SELECT * FROM identity.register_reviews'],
    ['kallelse_delivery', 'INSERT INTO screening.dispatch_states VALUES (1, 2)'],
    ['kallelse_import', 'SELECT * FROM screening.batches'],
    ['kallelse_import', 'SELECT * FROM audit.entries'],
    ['kallelse_app', 'SELECT * FROM identity.persons'],
    ['kallelse_audit', 'SELECT * FROM audit.entries'],
    ['kallelse_audit', 'DELETE FROM audit.entries'],
    ['kallelse_audit', `UPDATE audit.entries SET actor = 'x'`],
  ])('%s may not %s', async (role, sql) => {
    await expect(as(role, sql)).rejects.toMatchObject(DENIED);
  });

  it.each<[Role, string]>([
    ['kallelse_selection', 'SELECT * FROM screening.resident_facts'],
    ['kallelse_selection', 'SELECT * FROM screening.resident_reach'],
    ['kallelse_generate', 'SELECT * FROM screening.episodes'],
    ['kallelse_delivery', 'SELECT * FROM identity.persons'],
    ['kallelse_publisher', 'SELECT * FROM screening.episodes'],
    ['kallelse_analyst', 'SELECT * FROM analytics.published_cells'],
    ['kallelse_audit', `INSERT INTO audit.entries (at, actor, action) VALUES (now(), 'spec', 'spec.try')`],
  ])('%s may %s', async (role, sql) => {
    await expect(as(role, sql)).resolves.toBeDefined();
  });
});
