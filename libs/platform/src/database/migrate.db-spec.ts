import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LATEST_SCHEMA_VERSION } from 'bullmq';
import { testDatabase } from '@test/support/database';
import { Databases } from './databases';
import { migrate, pendingMigrations } from './migrate';
import { migration, recordedName } from './migration';
import { MIGRATIONS } from './migrations';
import { QUEUE_SCHEMA_VERSION } from './migrations/schema/0002-queue-schema-11';

const db = testDatabase();

describe('the line of migrations', () => {
  it('is numbered without a gap, and every file is in it', () => {
    expect(MIGRATIONS.map((step) => step.number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
    const folder = join(__dirname, 'migrations');
    const files = ['schema', 'data'].flatMap((kind) => listed(join(folder, kind)));
    const named = MIGRATIONS.map((step) => `${String(step.number).padStart(4, '0')}-${step.name}.ts`);
    expect(files.sort()).toEqual(named);
  });

  it('brings the schema of the BullMQ that is installed', () => {
    expect(QUEUE_SCHEMA_VERSION).toBe(LATEST_SCHEMA_VERSION);
  });
});

describe('migrate', () => {
  const { number, name } = { number: 900, name: 'of-this-spec' };
  const withExtra = (up: () => string): Promise<string[]> =>
    migrate({
      server: db.server,
      secret: db.secret,
      migrations: [
        ...MIGRATIONS,
        migration(number, name, async (context) => {
          await context.sql(up());
        }),
      ],
    });

  it('changes nothing the second time', async () => {
    const lines: string[] = [];
    const { server, secret } = db;
    await expect(migrate({ server, secret, onProgress: (line) => lines.push(line) })).resolves.toEqual([]);
    expect(lines).toEqual([]);
    expect(await pendingMigrations(db.databases)).toEqual([]);
  });

  it('leaves nothing of a step that fails, and does it later', async () => {
    const broken = withExtra(() => 'CREATE TABLE public.half (id int); SELECT 1 / 0');
    await expect(broken).rejects.toMatchObject({ code: 'DATABASE_ERROR', sqlState: '22012' });
    const found = await db.databases.query('kallelse_migrate', `SELECT to_regclass('public.half') AS half`);
    expect(found).toEqual([{ half: null }]);
    await expect(withExtra(() => 'SELECT 1')).resolves.toEqual([
      recordedName(migration(number, name, () => Promise.resolve())),
    ]);
  });

  it('refuses to run a program on a database that is ahead of it', async () => {
    // The step of the test before is recorded, and the program does not know it.
    await expect(pendingMigrations(db.databases)).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
    await db.databases.query('kallelse_migrate', 'DELETE FROM public.migrations WHERE timestamp = $1', [
      number,
    ]);
  });

  it('counts everything as pending where it never ran', async () => {
    const { server, secret } = db;
    const strange = new Databases({
      server: () => Promise.resolve({ server: { ...server, database: 'no_such_database' }, secret }),
      entities: [],
      poolSize: 1,
      applicationName: 'spec',
    });
    expect(await pendingMigrations(strange)).toHaveLength(MIGRATIONS.length);
    await strange.close();
  });

  it('tells each step before it runs', async () => {
    const lines: string[] = [];
    await db.databases.query('kallelse_migrate', 'DELETE FROM public.migrations WHERE timestamp = 2');
    const { server, secret } = db;
    await migrate({ server, secret, onProgress: (line) => lines.push(line) });
    expect(lines).toEqual(['migration 0002 queue-schema-11']);
  });
});

describe('the migrated schema', () => {
  it('has every table of ours under row-level security that binds its owner', async () => {
    const open = await db.databases.query(
      'kallelse_migrate',
      `SELECT c.oid::regclass::text AS table
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('identity', 'screening', 'analytics', 'audit') AND c.relkind IN ('r', 'p')
          AND NOT c.relispartition AND c.relname NOT LIKE '%\\_staging'
          AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
    );
    expect(open).toEqual([]);
  });

  it('opens nothing to everyone', async () => {
    const open = await db.databases.query(
      'kallelse_migrate',
      `SELECT c.oid::regclass::text AS name FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
        WHERE n.nspname IN ('identity', 'screening', 'analytics', 'audit', 'queue', 'public') AND a.grantee = 0
       UNION ALL
       SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('identity', 'screening', 'analytics', 'audit', 'queue')
          AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0))`,
    );
    expect(open).toEqual([]);
  });

  it('has a staging table open to one role at most', async () => {
    const shared = await db.databases.query(
      'kallelse_migrate',
      `SELECT c.relname, count(DISTINCT a.grantee) AS roles
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
        WHERE n.nspname IN ('identity', 'screening', 'analytics', 'audit') AND c.relname LIKE '%\\_staging'
          AND a.grantee <> c.relowner
        GROUP BY 1 HAVING count(DISTINCT a.grantee) > 1`,
    );
    expect(shared).toEqual([]);
  });

  it('belongs to kallelse_migrate, all of it', async () => {
    const strange = await db.databases.query(
      'kallelse_migrate',
      `SELECT n.nspname || '.' || c.relname AS name
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('identity', 'screening', 'analytics', 'audit', 'queue')
          AND pg_get_userbyid(c.relowner) <> 'kallelse_migrate'
       UNION ALL
       SELECT nspname FROM pg_namespace WHERE nspname IN ('identity', 'screening', 'analytics', 'audit', 'queue')
          AND pg_get_userbyid(nspowner) <> 'kallelse_migrate'`,
    );
    expect(strange).toEqual([]);
  });
});

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no step of that kind yet
  }
}
