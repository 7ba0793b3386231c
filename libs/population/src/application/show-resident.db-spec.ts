import { AuditLog } from '@kallelse/access';
import { asAdmin } from '@kallelse/platform';
import { testDatabase } from '../../../../test/support/database';
import { csv, file, row, testNumber, type RowInput } from '../../spec/register-file';
import { ImportEvents } from './import-events';
import { ImportReference } from './import-reference';
import { ImportResidents } from './import-residents';
import { ShowResident, type ShownResident } from './show-resident';

const db = testDatabase();
const clock = { now: () => new Date('2026-06-15T10:00:00Z') };
const actor = { user: 'anna' };
const audit = (): AuditLog => new AuditLog(db.databases, clock);
const rows = <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  asAdmin(db.server, async (client) => (await client.query<T>(sql, values)).rows);

const OPEN = testNumber('19800505', 0);
const NEXT = testNumber('19800505', 1);
const HIDDEN = testNumber('19800506', 0);
const OTHER = testNumber('19800507', 0);

async function importRows(...inputs: readonly RowInput[]): Promise<void> {
  await new ImportResidents(db.databases, clock, audit()).run({ path: file(csv(inputs.map(row))), actor });
}

async function idOf(number: string): Promise<number> {
  const [found] = await rows<{ id: number }>(
    'SELECT resident_id::int AS id FROM identity.identifiers WHERE value = $1',
    [number],
  );
  return found?.id ?? 0;
}

const show = async (number: string): Promise<ShownResident> =>
  new ShowResident(db.databases, clock, audit()).run({
    resident: await idOf(number),
    actor,
    reason: 'the caller asked',
  });

beforeAll(async () => {
  const districts =
    'code,vintage,level,name,area_type,valid_from\n0180R001,2025,regso,Ett,4,2025-01-01\n0181R002,2025,regso,Två,2,2025-01-01\n';
  await new ImportReference(db.databases, clock, audit()).run('districts', file(districts), actor);
  const female = { first_registered_sex: 'female' };
  await importRows(
    { identity: OPEN, ...female },
    { identity: HIDDEN, birth_date: '1980-05-06', protection: 'protected', ...female },
    { identity: OTHER, birth_date: '1980-05-07' },
  );
  const moved = { municipality: '0181', district: '0181R002', since: '2025-04-01' };
  await importRows({ identity: NEXT, replaces: OPEN, ...moved });
  const objects = [
    { programme: 'cervical', type: 'test', date: '2021-05-01', method: 'hpv', result: 'negative' },
    { programme: 'cervical', kind: 'until', from: '2025-01-01', until: '2027-01-01' },
    { organ: 'cervix', state: 'absent', source: 'self', effective: '2024-01-01' },
    { programme: 'breast', kind: 'hold', code: 'asked-for', from: '2026-01-01' },
    { preference: 'language', value: 'fi' },
  ];
  const lines = [OPEN, HIDDEN].flatMap((identity) =>
    objects.map((object) => JSON.stringify({ identity, ...object })),
  );
  await new ImportEvents(db.databases, clock, audit()).run({
    path: file(`${lines.join('\n')}\n`, 'ndjson'),
    actor,
  });
});

it('shows status, place, history, events and opt-outs, whichever number of the chain they came with', async () => {
  const shown = await show(NEXT);
  expect(shown).toMatchObject({
    ...{ isProtected: false, birthDate: '1980-05-05', status: 'registered', since: '2025-04-01' },
    ...{ region: '01', municipality: '0181', district: '0181R002', areaType: 2, address: 'domestic' },
    ...{ language: 'fi', mergedFrom: [], exceptions: [] },
    residencies: [
      { status: 'registered', municipality: '0180', district: '0180R001' },
      { from: '2025-04-01', status: 'registered', municipality: '0181', district: '0181R002' },
    ],
    events: [{ programme: 'cervical', type: 'test', from: '2021-05-01', method: 'hpv', result: 'negative' }],
    optOuts: [{ programme: 'cervical', kind: 'until', from: '2025-01-01', until: '2027-01-01' }],
    manualRoutes: [{ programme: 'breast', kind: 'hold', code: 'asked-for', from: '2026-01-01' }],
  });
});

it('shows no number, name, address, nor anything of organs', async () => {
  const text = JSON.stringify(await show(NEXT));
  expect(text).not.toMatch(/\d{10}|Testsson|Provgatan|organ|cervix|presumed|self/);
});

it('shows of a protected resident no place and no birth date, in the history neither', async () => {
  const shown = await show(HIDDEN);
  expect(shown).toMatchObject({
    ...{ isProtected: true, birthDate: null, since: null, region: null, municipality: null },
    ...{ district: null, areaType: null, address: null, status: 'registered' },
    events: [{ programme: 'cervical', type: 'test' }],
  });
  expect(shown.residencies).toEqual([{ from: '2019-05-01', status: 'registered', recorded: '2026-06-15' }]);
});

it('records the reading with who, whom and why', async () => {
  const resident = await idOf(OTHER);
  await show(OTHER);
  const kept = await rows(
    `SELECT actor, action, reason FROM audit.entries WHERE resident_id = $1 ORDER BY id`,
    [resident],
  );
  expect(kept).toEqual([{ actor: 'anna', action: 'residents.show', reason: 'the caller asked' }]);
});

it('tells who took a merged resident in, and refuses an id nobody has', async () => {
  const [absorbed, survivor] = [await idOf(OTHER), await idOf(OPEN)];
  await importRows({ identity: OTHER, birth_date: '1980-05-07', replaces: NEXT });
  const ask = (resident: number): Promise<ShownResident> =>
    new ShowResident(db.databases, clock, audit()).run({ resident, actor });
  await expect(ask(absorbed)).rejects.toMatchObject({
    code: 'RESIDENT_MERGED',
    message: `resident ${absorbed} was merged with ${survivor}`,
  });
  expect(await ask(survivor)).toMatchObject({
    mergedFrom: [absorbed],
    exceptions: [{ kind: 'residents-merged' }],
  });
  await expect(ask(99_999)).rejects.toMatchObject({ code: 'RESIDENT_UNKNOWN' });
});
