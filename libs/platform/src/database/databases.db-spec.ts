import { inspect } from 'node:util';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { testDatabase } from '@test/support/database';
import { type DatabaseError, isConflict, isConstraint } from './database-error';
import { Databases, driverClient } from './databases';

@Entity({ schema: 'screening', name: 'sample' })
class SampleEntity {
  @PrimaryColumn({ type: 'bigint' }) id!: number;
  @Column({ type: 'text' }) familyName!: string;
  @Column({ type: 'date', nullable: true }) birthDate!: string | null;
}

const db = testDatabase({ entities: [SampleEntity] });
const ROLE = 'kallelse_generate';

beforeAll(async () => {
  const grant = `GRANT SELECT, INSERT, UPDATE, DELETE ON screening.sample TO ${ROLE}`;
  await db.databases.query(
    'kallelse_migrate',
    `CREATE TABLE screening.sample (id bigint CONSTRAINT sample_key PRIMARY KEY, family_name text NOT NULL, birth_date date);
     ${grant}`,
  );
});

beforeEach(() => db.databases.query(ROLE, 'DELETE FROM screening.sample'));

/** Everything that printing an error could show. */
function everythingOf(error: unknown): string {
  return inspect(error, { depth: 10, showHidden: true }) + String((error as Error).stack);
}

async function caught(action: Promise<unknown>): Promise<DatabaseError> {
  return action.then(
    () => Promise.reject(new Error('it should have failed')),
    (error: unknown) => error as DatabaseError,
  );
}

describe('Databases', () => {
  it('maps entities to snake_case, bigint to number and date to text', async () => {
    const row = { id: 9_007_199_254_740_991, familyName: 'Å', birthDate: '1912-12-12' };
    await db.databases.transaction(ROLE, (tx) => tx.getRepository(SampleEntity).insert(row));
    const source = await db.databases.source(ROLE);
    expect(await source.getRepository(SampleEntity).findOneByOrFail({ id: row.id })).toEqual(row);
  });

  it('gives raw values as text dates and numbers, arrays too', async () => {
    const [row] = await db.databases.query(
      ROLE,
      `SELECT 5::bigint AS big, '2026-03-29'::date AS day, ARRAY['2026-03-29'::date, NULL] AS days,
              ARRAY[1::bigint, NULL] AS bigs, count(*) AS count, 1.50::numeric AS exact FROM screening.sample`,
    );
    expect(row).toEqual({
      big: 5,
      day: '2026-03-29',
      days: ['2026-03-29', null],
      bigs: [1, null],
      count: 0,
      exact: '1.50',
    });
  });

  it('refuses a bigint that no number can hold', async () => {
    const error = await caught(
      db.databases.query(ROLE, 'SELECT 9007199254740993::bigint, $1::text', ['MARKER']),
    );
    expect(error).toMatchObject({
      code: 'DATABASE_ERROR',
      message: expect.stringContaining('RangeError') as unknown,
    });
    expect(everythingOf(error)).not.toContain('MARKER');
  });

  it('rolls back what failed', async () => {
    const failing = db.databases.transaction(ROLE, async (tx) => {
      await tx.insert(SampleEntity, { id: 1, familyName: 'A', birthDate: null });
      throw new Error('on second thought');
    });
    await expect(failing).rejects.toThrow('on second thought');
    expect(await db.databases.query(ROLE, 'SELECT FROM screening.sample')).toHaveLength(0);
  });

  it('copies rows in on the connection of the transaction', async () => {
    await db.databases.transaction(ROLE, async (tx) => {
      const client = await driverClient(tx);
      const into = client.query(copyFrom('COPY screening.sample (id, family_name) FROM STDIN'));
      await pipeline(Readable.from(['1\tA\n', '2\tB\n']), into);
      expect(await tx.query('SELECT count(*) AS count FROM screening.sample')).toEqual([{ count: 2 }]);
    });
    const source = await db.databases.source(ROLE);
    await expect(driverClient(source.manager)).rejects.toThrow('transaction');
  });

  it('says which rule was broken, and no value, whichever way the statement came', async () => {
    const insert = `INSERT INTO screening.sample VALUES ($1, $2)`;
    await db.databases.query(ROLE, insert, [7_777_777, 'MARKER']);
    const source = await db.databases.source(ROLE);
    const row = { id: 7_777_777, familyName: 'MARKER', birthDate: null };
    const attempts: (() => Promise<unknown>)[] = [
      () => db.databases.query(ROLE, insert, [7_777_777, 'MARKER']),
      () => db.databases.transaction(ROLE, (tx) => tx.query(insert, [7_777_777, 'MARKER'])),
      () => source.getRepository(SampleEntity).insert(row),
      () => source.createQueryBuilder().insert().into(SampleEntity).values(row).execute(),
      () =>
        db.databases.transaction(ROLE, async (tx) =>
          (await driverClient(tx)).query(insert, [7_777_777, 'MARKER']),
        ),
    ];
    for (const attempt of attempts) {
      const error = await caught(attempt());
      expect(error).toMatchObject({
        code: 'DATABASE_CONSTRAINT',
        sqlState: '23505',
        constraint: 'sample_key',
      });
      expect(isConstraint(error, 'sample_key') && !isConstraint(error, 'other')).toBe(true);
      expect(error.message).toContain('sample_key');
      expect(everythingOf(error)).not.toMatch(/MARKER|7777777|INSERT/);
    }
  });

  it.each<[string, unknown[], string]>([
    [`SELECT $1::date`, ['MARKER'], '22007'],
    [`SELECT $1::int`, ['MARKER'], '22P02'],
    [`INSERT INTO screening.sample (id, family_name) VALUES (1, $1)`, [null], '23502'],
    [`DO $$ BEGIN RAISE EXCEPTION 'MARKER'; END $$`, [], 'P0001'],
  ])('quotes nothing when %s fails', async (sql, values, sqlState) => {
    const error = await caught(db.databases.query(ROLE, sql, values));
    expect(error.sqlState).toBe(sqlState);
    expect(everythingOf(error)).not.toContain('MARKER');
  });

  it('quotes no criteria of a search that finds nothing', async () => {
    const search = db.databases.transaction(ROLE, (tx) =>
      tx.findOneByOrFail(SampleEntity, { familyName: 'MARKER' }),
    );
    const error = await caught(search);
    expect(error.code).toBe('NOT_FOUND');
    expect(everythingOf(error)).not.toContain('MARKER');
  });

  it('tells a conflict that may be tried again', async () => {
    await db.databases.query(ROLE, `INSERT INTO screening.sample VALUES (1, 'A')`);
    let readers = 0;
    let allHaveRead: () => void = () => undefined;
    const meeting = new Promise<void>((resolve) => (allHaveRead = resolve));
    const change = async (tx: { query(sql: string): Promise<unknown> }): Promise<void> => {
      await tx.query('SELECT * FROM screening.sample');
      if (++readers === 2) allHaveRead();
      await meeting;
      await tx.query(`UPDATE screening.sample SET family_name = 'B' WHERE id = 1`);
    };
    const results = await Promise.allSettled(
      [1, 2].map(() => db.databases.transaction(ROLE, change, 'REPEATABLE READ')),
    );
    const failed = results.filter((one) => one.status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(isConflict(failed[0]?.reason)).toBe(true);
  });

  it('survives the loss of its connections', async () => {
    const pids = await db.databases.query<{ pid: number }>(ROLE, 'SELECT pg_backend_pid() AS pid');
    await db.databases.query(ROLE, 'SELECT 1');
    const inWork = caught(db.databases.query(ROLE, 'SELECT pg_sleep(10)'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await db.databases
      .query(
        ROLE,
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()',
      )
      .catch(() => undefined);
    expect(pids).toHaveLength(1);
    expect((await inWork).code).toBe('DATABASE_UNREACHABLE');
    // A connection that died idle may be handed out once more before its end has been noticed.
    await db.databases.ping(ROLE).catch(() => undefined);
    await expect(db.databases.ping(ROLE)).resolves.toBeUndefined();
  });

  it('names a server that is not there, and finds it when it is', async () => {
    let port = 1;
    const databases = new Databases({
      server: () => Promise.resolve({ server: { ...db.server, port }, secret: db.secret }),
      entities: [],
      poolSize: 1,
      applicationName: 'spec',
    });
    await expect(databases.ping(ROLE)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:1 ') as unknown,
    });
    port = db.server.port;
    await expect(databases.ping(ROLE)).resolves.toBeUndefined();
    await databases.close();
    await expect(databases.ping(ROLE)).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
  });
});
