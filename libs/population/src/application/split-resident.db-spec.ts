import { AuditLog } from '@kallelse/access';
import { asAdmin } from '@kallelse/platform';
import { testDatabase } from '../../../../test/support/database';
import { csv, file, row, testNumber, type RowInput } from '../../spec/register-file';
import { ImportEvents } from './import-events';
import { ImportResidents } from './import-residents';
import { SplitResident, type SplitSummary } from './split-resident';

const db = testDatabase();
let minute = 0;
const clock = { now: () => new Date(Date.UTC(2026, 5, 15, 10, minute++)) };
const actor = { user: 'anna' };
const audit = (): AuditLog => new AuditLog(db.databases, clock);
const rows = <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  asAdmin(db.server, async (client) => (await client.query<T>(sql, values)).rows);

async function importRows(...inputs: readonly RowInput[]): Promise<void> {
  const importer = new ImportResidents(db.databases, clock, audit());
  const summary = await importer.run({ path: file(csv(inputs.map(row))), actor });
  expect(summary.rejected).toBe(0);
}

async function importTests(...tests: readonly (readonly [identity: string, date: string])[]): Promise<void> {
  const lines = tests.map(([identity, date]) =>
    JSON.stringify({
      identity,
      programme: 'cervical',
      type: 'test',
      date,
      method: 'hpv',
      result: 'negative',
    }),
  );
  await new ImportEvents(db.databases, clock, audit()).run({
    path: file(`${lines.join('\n')}\n`, 'ndjson'),
    actor,
  });
}

const split = (resident: number): Promise<SplitSummary> =>
  new SplitResident(db.databases, clock, audit()).run({ resident, actor, reason: 'two people after all' });

async function residentOf(number: string): Promise<number> {
  const [found] = await rows<{ id: number }>(
    'SELECT resident_id::int AS id FROM identity.identifiers WHERE value = $1',
    [number],
  );
  return found?.id ?? 0;
}

/** All that is known now of whoever has a number, apart from row times. */
async function known(number: string): Promise<object | undefined> {
  const [found] = await rows(
    `SELECT number.current, number.replaced_by, to_jsonb(facts) AS facts, to_jsonb(reach) AS reach,
       to_jsonb(person) - '{recorded_at,import_id,superseded_at,merge_id}'::text[] AS person,
       (SELECT jsonb_agg(to_jsonb(programme)) FROM screening.programme_facts AS programme
         WHERE programme.resident_id = number.resident_id) AS programmes
     FROM identity.identifiers AS number JOIN screening.resident_facts AS facts USING (resident_id)
     JOIN screening.resident_reach AS reach USING (resident_id)
     JOIN identity.persons AS person ON person.resident_id = number.resident_id AND person.superseded_at IS NULL
     WHERE number.value = $1`,
    [number],
  );
  return found;
}

let month = 0;
/** Two residents with a past of their own, one of them older in the register. */
async function two(): Promise<{ old: RowInput; young: RowInput; numbers: [string, string] }> {
  const born = `1970${String(++month).padStart(2, '0')}`;
  const date = `${born.slice(0, 4)}-${born.slice(4)}`;
  const old = { identity: testNumber(`${born}01`), birth_date: `${date}-01`, family_name: 'Äldre' };
  const young = {
    ...{ identity: testNumber(`${born}02`), birth_date: `${date}-02`, family_name: 'Yngre' },
    ...{ municipality: '0181', district: '0181R002', since: '2024-03-01' },
  };
  await importRows(old);
  await importRows(young);
  const numbers: [string, string] = [old.identity, young.identity];
  await importTests([numbers[0], '2020-02-02'], [numbers[0], '2021-01-01'], [numbers[1], '2021-01-01']);
  return { old, young, numbers };
}

it.each(['the older', 'the younger'])(
  'gives both back what was theirs when %s had the present number',
  async (who) => {
    const { old, young, numbers } = await two();
    const before = await Promise.all(numbers.map(known));
    const [survivor, returned] = await Promise.all(numbers.map(residentOf));
    const [present, former] = who === 'the older' ? [old, young] : [young, old];
    await importRows({ ...present, replaces: former.identity ?? '' });
    expect(await residentOf(numbers[1])).toBe(survivor);
    expect(await split(survivor ?? 0)).toMatchObject({
      ...{ survivor, returned, holder: who === 'the older' ? survivor : returned },
      ...{ numbers: 1, entries: { events: 1 }, stayed: 0 },
    });
    expect(await Promise.all(numbers.map(residentOf))).toEqual([survivor, returned]);
    expect(await Promise.all(numbers.map(known))).toEqual(before);
  },
);

it('does not make the same merge again when the register repeats the link', async () => {
  const { old, young, numbers } = await two();
  const link = { ...young, replaces: old.identity ?? '' };
  await importRows(link);
  const { survivor, returned } = await split(await residentOf(numbers[0]));
  await importRows({ ...link, family_name: 'Annan' });
  expect(await Promise.all(numbers.map(residentOf))).toEqual([survivor, returned]);
});

it('gives a number that came since to whom it follows, and leaves later entries where they are, counted', async () => {
  const { old, young, numbers } = await two();
  await importRows({ ...young, replaces: old.identity ?? '' });
  const third = testNumber(`1970${String(month).padStart(2, '0')}02`, 5);
  await importRows({ ...young, identity: third, replaces: numbers[1], family_name: 'Nyare' });
  await importTests([third, '2026-01-01']);
  const { survivor, returned, numbers: count, stayed } = await split(await residentOf(third));
  expect({ count, stayed }).toEqual({ count: 2, stayed: 1 });
  expect(await Promise.all([...numbers, third].map(residentOf))).toEqual([survivor, returned, returned]);
  expect(await known(third)).toMatchObject({ current: true, person: { family_name: 'Nyare' } });
  expect(await known(numbers[0])).toMatchObject({ current: true, person: { family_name: 'Äldre' } });
});

it('undoes merges of the same resident from the last to the first', async () => {
  const { old, young, numbers } = await two();
  const more = await two();
  await importRows({ ...young, replaces: old.identity ?? '' });
  await importRows({ ...more.young, replaces: numbers[1] });
  const survivor = await residentOf(numbers[0]);
  const first = await rows<{ id: number }>(
    'SELECT absorbed_id::int AS id FROM screening.resident_merges WHERE survivor_id = $1 ORDER BY id',
    [survivor],
  );
  await expect(split(first[0]?.id ?? 0)).rejects.toMatchObject({
    code: 'SPLIT_ORDER',
    options: { fix: `kallelse residents split ${first[1]?.id}` },
  });
  await split(survivor);
  expect(await residentOf(more.numbers[1])).toBe(first[1]?.id);
  await split(survivor);
  expect(await residentOf(numbers[1])).toBe(first[0]?.id);
  await expect(split(survivor)).rejects.toMatchObject({ code: 'RESIDENT_NOT_MERGED' });
});

it('closes the exception of the merge and records the split on both residents', async () => {
  const { old, young, numbers } = await two();
  await importRows({ ...young, replaces: old.identity ?? '' });
  const { merge, survivor, returned } = await split(await residentOf(numbers[0]));
  const exceptions = await rows(`SELECT resolved_by FROM screening.exceptions WHERE subject = $1`, [
    `merge ${merge}`,
  ]);
  expect(exceptions).toEqual([{ resolved_by: 'anna' }]);
  const kept = await rows(
    `SELECT resident_id::int AS resident, reason FROM audit.entries WHERE subject = $1 ORDER BY resident_id`,
    [`merge ${merge}`],
  );
  const reason = 'two people after all';
  expect(kept).toEqual([
    { resident: survivor, reason },
    { resident: returned, reason },
  ]);
});
