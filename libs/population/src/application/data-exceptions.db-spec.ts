import { AuditLog } from '@kallelse/access';
import { asAdmin } from '@kallelse/platform';
import { testDatabase } from '../../../../test/support/database';
import { csv, file, row, testNumber, type RowInput } from '../../spec/register-file';
import { DataExceptions, type DataException, type ExceptionFilter } from './data-exceptions';
import { ImportEvents } from './import-events';
import { ImportReference } from './import-reference';
import { ImportResidents } from './import-residents';

const db = testDatabase();
const clock = { now: () => new Date('2026-06-15T10:00:00Z') };
const actor = { user: 'anna' };
const audit = (): AuditLog => new AuditLog(db.databases, clock);
const office = (): DataExceptions => new DataExceptions(db.databases, clock, audit());
const rows = <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  asAdmin(db.server, async (client) => (await client.query<T>(sql, values)).rows);

const A = testNumber('19800505', 0);
const B = testNumber('19800505', 1);
const HIDDEN = [testNumber('19800506', 0), testNumber('19800506', 1)] as const;
const STRANGER = testNumber('19800507', 0);
const TEST = { programme: 'cervical', type: 'test', date: '2021-05-01', method: 'hpv', result: 'negative' };

async function importRows(...inputs: readonly RowInput[]): Promise<void> {
  await new ImportResidents(db.databases, clock, audit()).run({ path: file(csv(inputs.map(row))), actor });
}

async function importEvents(...objects: readonly object[]): Promise<number> {
  const lines = objects.map((object) => JSON.stringify(object)).join('\n');
  const importer = new ImportEvents(db.databases, clock, audit());
  return (await importer.run({ path: file(`${lines}\n`, 'ndjson'), actor })).importId;
}

const list = async (filter: Partial<ExceptionFilter> = {}): Promise<readonly DataException[]> =>
  (await office().list({ actor, limit: 100, ...filter })).exceptions;
const kinds = async (filter: Partial<ExceptionFilter> = {}): Promise<string[]> =>
  (await list(filter)).map(({ kind }) => kind);

let eventsImport: number;
beforeAll(async () => {
  await importRows(
    { identity: A },
    { identity: B },
    ...HIDDEN.map((identity) => ({ identity, birth_date: '1980-05-06', protection: 'protected' })),
  );
  await importRows({ identity: B, replaces: A, family_name: 'Annan' });
  await importRows({ identity: HIDDEN[1], birth_date: '1980-05-06', replaces: HIDDEN[0] });
  eventsImport = await importEvents(
    { identity: A, ...TEST },
    { identity: STRANGER, ...TEST },
    { identity: STRANGER, organ: 'cervix', state: 'absent', source: 'self', effective: '2024-01-01' },
  );
});

it('lists unknown districts, merges and parked entries, the resident by internal id', async () => {
  const [merged] = await rows<{ id: number }>(
    'SELECT survivor_id::int AS id FROM screening.resident_merges ORDER BY id LIMIT 1',
  );
  expect(await list()).toEqual([
    expect.objectContaining({ kind: 'district-unknown', subject: '0180R001', region: '01', resident: null }),
    expect.objectContaining({ kind: 'residents-merged', region: '01', resident: merged?.id }),
    expect.objectContaining({ kind: 'residents-merged', region: null }),
    expect.objectContaining({
      ...{ exception: 'p1', kind: 'parked-identity-unknown', subject: `import ${eventsImport} row 2` },
      ...{ resident: null, details: { entry: 'event' } },
    }),
    expect.objectContaining({ subject: `import ${eventsImport} row 3`, details: { entry: 'organ' } }),
  ]);
});

it('shows neither a number nor what a parked entry says', async () => {
  expect(JSON.stringify(await office().list({ actor, limit: 100 }))).not.toMatch(
    /\d{10}|hpv|negative|absent/,
  );
});

it('filters by kind and region; who stands in no region is counted', async () => {
  expect(await kinds({ kind: 'residents-merged' })).toEqual(['residents-merged', 'residents-merged']);
  expect(await kinds({ kind: 'parked-identity-unknown' })).toHaveLength(2);
  expect(await kinds({ region: '01' })).toEqual(['district-unknown', 'residents-merged']);
  expect(await kinds({ region: '12' })).toEqual([]);
  const { kinds: counts } = await office().list({ actor, region: '12', limit: 100 });
  expect(counts.map(({ kind, open, noRegion }) => [kind, open, noRegion])).toEqual([
    ['district-unknown', 1, 0],
    ['residents-merged', 2, 1],
    ['parked-identity-unknown', 2, 2],
  ]);
  for (const { guidance } of counts) expect(guidance).not.toBe('look at it, then close it');
});

it('refuses a kind there is not, with the nearest, and takes one of which nothing is open', async () => {
  await expect(list({ kind: 'resident-merged' })).rejects.toMatchObject({
    code: 'EXCEPTION_KIND',
    message: expect.stringContaining('did you mean residents-merged?') as string,
  });
  expect(await kinds({ kind: 'letter-returned' })).toEqual([]);
});

it('records each resident shown in the list, and nobody who was left out', async () => {
  const count = async (): Promise<number> => {
    const [row] = await rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit.entries WHERE action = 'exceptions.list' AND actor = 'anna' AND resident_id IS NOT NULL`,
    );
    return row?.n ?? 0;
  };
  const before = await count();
  await list({ region: '01' });
  expect((await count()) - before).toBe(1);
});

it('lists no more than asked for, stored ones first', async () => {
  expect(await kinds({ limit: 2 })).toEqual(['district-unknown', 'residents-merged']);
  expect(await kinds({ limit: 4 })).toHaveLength(4);
});

it('closes one with the reason, once, and records who did it to whom', async () => {
  const [first] = await list({ kind: 'residents-merged' });
  const { exception = '', resident } = first ?? {};
  expect(await office().close(exception, 'one person', actor)).toMatchObject({ exception, resident });
  expect((await list()).map((one) => one.exception)).not.toContain(exception);
  await expect(office().close(exception, 'one person', actor)).rejects.toMatchObject({
    code: 'EXCEPTION_UNKNOWN',
  });
  const kept = await rows(
    `SELECT resident_id::int AS resident, reason FROM audit.entries WHERE action = 'exceptions.close' AND subject = $1`,
    [`exception ${exception}`],
  );
  expect(kept).toEqual([{ resident, reason: 'one person' }]);
});

it('drops a parked entry that is closed: it does not come in with the number later', async () => {
  const [event, organ] = await list({ kind: 'parked-identity-unknown' });
  await office().close(organ?.exception ?? '', 'sent by mistake', actor);
  await importRows({ identity: STRANGER, birth_date: '1980-05-07' });
  expect(event).toBeDefined();
  expect(await kinds({ kind: 'parked-identity-unknown' })).toEqual([]);
  const [found] = await rows(
    `SELECT (SELECT count(*)::int FROM screening.events WHERE resident_id = number.resident_id) AS events,
       (SELECT count(*)::int FROM screening.organ_statements WHERE resident_id = number.resident_id) AS organs
     FROM identity.identifiers AS number WHERE value = $1`,
    [STRANGER],
  );
  expect(found).toEqual({ events: 1, organs: 0 });
});

it('is closed by what mends it: an edition of the districts with the code', async () => {
  expect(await kinds({ kind: 'district-unknown' })).toHaveLength(1);
  const edition = 'code,vintage,level,name,valid_from\n0180R001,2025,regso,Ett,2025-01-01\n';
  await new ImportReference(db.databases, clock, audit()).run('districts', file(edition), actor);
  expect(await kinds({ kind: 'district-unknown' })).toEqual([]);
});

it.each(['0', 'x', 'p', '198005059809', '12 OR true'])(
  'refuses %p as no exception, without repeating it',
  async (id) => {
    const error: unknown = await office()
      .close(id, 'one person', actor)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'EXCEPTION_UNKNOWN' });
    if (id.length > 2) expect((error as Error).message).not.toContain(id);
  },
);
