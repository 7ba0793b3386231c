import { testDatabase } from '@test/support/database';
import { type MigrationContext } from './migration';
import { type Grants, protectTable } from './row-security';
import { type Role, ROLES } from './roles';

const db = testDatabase();

/** A table in each schema, opened as the design says, to try the roles on. */
const TABLES: Readonly<Record<string, Grants>> = {
  'identity.probe': {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    kallelse_delivery: ['SELECT'],
  },
  'screening.probe': {
    kallelse_import: ['INSERT'],
    kallelse_selection: ['SELECT'],
    kallelse_generate: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_app: { privileges: ['SELECT', 'UPDATE'], using: `region = '01'` },
  },
  'analytics.probe': { kallelse_publisher: ['SELECT', 'INSERT', 'DELETE'] },
  'analytics.published_probe': { kallelse_publisher: ['INSERT'], kallelse_analyst: ['SELECT'] },
  'audit.probe': { kallelse_audit: ['INSERT'] },
};

beforeAll(async () => {
  await db.databases.transaction('kallelse_migrate', async (tx) => {
    const context: MigrationContext = {
      sql: (statement, parameters) => tx.query(statement, parameters),
      client: () => Promise.reject(new Error('unused')),
    };
    for (const [table, grants] of Object.entries(TABLES)) {
      await context.sql(`CREATE TABLE ${table} (id int GENERATED ALWAYS AS IDENTITY, region text)`);
      await protectTable(context, table, grants);
      await context.sql(`INSERT INTO ${table} (region) VALUES ('01'), ('14')`);
    }
  });
});

const as = (role: Role, sql: string): Promise<unknown[]> => db.databases.query(role, sql);
const DENIED = { code: 'DATABASE_DENIED', sqlState: '42501' };

describe('the database roles', () => {
  it('log in, have no power, own nothing but migrate, and are members of nothing', async () => {
    const rows = await as(
      'kallelse_app',
      `SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS power,
              (SELECT count(*) FROM pg_auth_members WHERE member = r.oid) AS memberships,
              (SELECT count(*) FROM pg_class WHERE relowner = r.oid) > 0 AS owns
         FROM pg_roles r WHERE rolname LIKE 'kallelse\\_%' ORDER BY rolname`,
    );
    const expected = [...ROLES].sort().map((rolname) => ({
      rolname,
      rolcanlogin: true,
      power: false,
      memberships: 0,
      owns: rolname === 'kallelse_migrate',
    }));
    expect(rows).toEqual(expected);
  });

  it.each<[Role, string]>([
    ['kallelse_selection', 'SELECT * FROM identity.probe'],
    ['kallelse_generate', 'SELECT * FROM identity.probe'],
    ['kallelse_import', 'SELECT * FROM audit.probe'],
    ['kallelse_import', 'SELECT * FROM screening.probe'],
    ['kallelse_selection', `INSERT INTO screening.probe (region) VALUES ('01')`],
    ['kallelse_delivery', 'DELETE FROM identity.probe'],
    ['kallelse_delivery', 'SELECT * FROM audit.probe'],
    ['kallelse_analyst', 'SELECT * FROM screening.probe'],
    ['kallelse_analyst', 'SELECT * FROM analytics.probe'],
    ['kallelse_analyst', 'SELECT * FROM identity.probe'],
    ['kallelse_publisher', 'SELECT * FROM screening.probe'],
    ['kallelse_audit', 'SELECT * FROM audit.probe'],
    ['kallelse_audit', `UPDATE audit.probe SET region = 'x'`],
    ['kallelse_audit', 'DELETE FROM audit.probe'],
    ['kallelse_audit', 'TRUNCATE audit.probe'],
    ['kallelse_queue', 'SELECT * FROM screening.probe'],
    ['kallelse_app', 'SELECT * FROM queue.job'],
    ['kallelse_app', 'CREATE TABLE public.mine (id int)'],
    ['kallelse_app', 'CREATE SCHEMA mine'],
    ['kallelse_app', 'SET ROLE kallelse_migrate'],
    ['kallelse_app', 'DELETE FROM public.migrations'],
    ['kallelse_analyst', 'SELECT * FROM public.migrations'],
    ['kallelse_app', 'CREATE TEMP TABLE mine (id int)'],
    ['kallelse_queue', 'CREATE SEQUENCE queue.mine'],
    ['kallelse_app', 'ALTER TABLE screening.probe DISABLE ROW LEVEL SECURITY'],
  ])('%s may not %s', async (role, sql) => {
    await expect(as(role, sql)).rejects.toMatchObject(DENIED);
  });

  it.each<[Role, string, number]>([
    ['kallelse_delivery', 'SELECT id FROM identity.probe', 2],
    ['kallelse_selection', 'SELECT id FROM screening.probe', 2],
    ['kallelse_app', 'SELECT id FROM screening.probe', 1],
    ['kallelse_analyst', 'SELECT id FROM analytics.published_probe', 2],
    ['kallelse_queue', 'SELECT version FROM queue.migration LIMIT 1', 1],
    ['kallelse_import', 'CREATE TEMP TABLE mine (id int)', 0],
  ])('%s may %s', async (role, sql, rows) => {
    expect(await as(role, sql)).toHaveLength(rows);
  });

  it('write no row outside their condition', async () => {
    await as('kallelse_audit', `INSERT INTO audit.probe (region) VALUES ('01')`);
    const moved = as('kallelse_app', `UPDATE screening.probe SET region = '14'`);
    await expect(moved).rejects.toMatchObject(DENIED);
  });

  it('see nothing by a grant alone: a policy has to name them', async () => {
    await as('kallelse_migrate', 'GRANT SELECT ON identity.probe TO kallelse_app');
    expect(await as('kallelse_app', 'SELECT * FROM identity.probe')).toEqual([]);
  });

  it('bind the owner too', async () => {
    await as('kallelse_migrate', 'CREATE TABLE screening.closed (id int)');
    await as(
      'kallelse_migrate',
      'ALTER TABLE screening.closed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
    );
    await expect(as('kallelse_migrate', 'INSERT INTO screening.closed VALUES (1)')).rejects.toMatchObject(
      DENIED,
    );
    await as('kallelse_migrate', 'DROP TABLE screening.closed');
  });

  it('cannot even name objects where the design keeps them out', async () => {
    const rows = await as(
      'kallelse_app',
      `SELECT s.schema, string_agg(substr(r.rolname, 10), ' ' ORDER BY r.rolname) AS roles
         FROM unnest(ARRAY['identity', 'audit', 'queue', 'public']) AS s(schema)
         JOIN pg_roles r ON r.rolname LIKE 'kallelse\\_%' AND has_schema_privilege(r.rolname, s.schema, 'USAGE')
        WHERE r.rolname <> 'kallelse_migrate'
        GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { schema: 'audit', roles: 'app audit' },
      { schema: 'identity', roles: 'app delivery import' },
      { schema: 'public', roles: 'app' },
      { schema: 'queue', roles: 'queue' },
    ]);
  });

  it('do not let strangers in', async () => {
    const databases = await as(
      'kallelse_app',
      `SELECT has_database_privilege('public', current_database(), 'CONNECT') AS connects,
              has_database_privilege('public', current_database(), 'TEMPORARY') AS temporary,
              has_schema_privilege('public', 'public', 'USAGE') AS uses`,
    );
    expect(databases).toEqual([{ connects: false, temporary: false, uses: false }]);
  });
});
