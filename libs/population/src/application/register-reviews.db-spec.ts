import { AuditLog } from '@kallelse/access';
import { asAdmin } from '@kallelse/platform';
import { testDatabase } from '../../../../test/support/database';
import { csv, file, row, testNumber, type RowInput } from '../../spec/register-file';
import { RegisterReviews, type OpenReviews, type ReviewChoice } from './register-reviews';
import { ImportResidents } from './import-residents';

const db = testDatabase();
const clock = { now: () => new Date('2026-06-15T10:00:00Z') };
const actor = { user: 'anna' };
const audit = (): AuditLog => new AuditLog(db.databases, clock);
const reviews = (): RegisterReviews => new RegisterReviews(db.databases, clock, audit());
const reason = 'the tax agency confirms it';

const list = (each = false): Promise<OpenReviews> => reviews().list({ actor, each, limit: 100 });
const decide = (choice: ReviewChoice, decision: 'approved' | 'rejected' = 'approved') =>
  reviews().decide({ choice, decision, actor, reason });

async function importRows(rows: readonly RowInput[]): Promise<number> {
  const importer = new ImportResidents(db.databases, clock, audit());
  return (await importer.run({ path: file(csv(rows.map(row))), actor })).importId;
}

const rows = <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  asAdmin(db.server, async (client) => (await client.query<T>(sql, values)).rows);

async function state(number: string): Promise<object | undefined> {
  const [found] = await rows(
    `SELECT facts.residency_status AS status, person.protection, reach.protection AS reach
     FROM identity.identifiers AS number JOIN screening.resident_facts AS facts USING (resident_id)
     JOIN screening.resident_reach AS reach USING (resident_id)
     JOIN identity.persons AS person ON person.resident_id = facts.resident_id AND person.superseded_at IS NULL
     WHERE number.value = $1`,
    [number],
  );
  return found;
}

/** Somebody new of whom the register says one thing, then another. */
let born = 0;
async function changed(before: RowInput, after: RowInput): Promise<{ number: string; review: number }> {
  const day = String(++born).padStart(2, '0');
  const who = { identity: testNumber(`195003${day}`), birth_date: `1950-03-${day}` };
  await importRows([{ ...who, ...before, recorded: '2026-01-01T08:00:00Z' }]);
  await importRows([{ ...who, ...before, ...after, recorded: '2026-02-01T08:00:00Z' }]);
  const review = (await list()).reviews.at(-1)?.review ?? 0;
  return { number: who.identity, review };
}

const PROTECTED = { protection: 'protected' };
const DEAD = { status: 'deceased', status_date: '2025-12-01' };

it('lets removed protection hold when it is approved, in the record and in how somebody is reached', async () => {
  const { number, review } = await changed(PROTECTED, { protection: 'none' });
  expect((await list()).reviews).toEqual([
    expect.objectContaining({ review, kind: 'protection-removed', from: 'protected', to: 'none', row: 2 }),
  ]);
  expect(await state(number)).toMatchObject({ protection: 'protected', reach: 'protected' });
  expect(await decide({ review })).toEqual({
    ...{ decision: 'approved', decided: 1, applied: 1, resident: expect.any(Number) as number },
  });
  expect(await state(number)).toMatchObject({ protection: 'none', reach: 'none' });
  expect((await list()).reviews).toEqual([]);
});

it('leaves everything as it is when a reversed death is rejected, and does not ask again for the same word', async () => {
  const { number, review } = await changed(DEAD, { status: 'registered', status_date: '' });
  expect(await decide({ review }, 'rejected')).toMatchObject({ decided: 1, applied: 0 });
  expect(await state(number)).toMatchObject({ status: 'deceased' });
  const again = { identity: number, birth_date: '1950-03-02', status: 'registered', family_name: 'Annan' };
  await importRows([{ ...again, recorded: '2026-02-01T08:00:00Z' }]);
  expect((await list()).reviews).toEqual([]);
  await importRows([{ ...again, recorded: '2026-03-01T08:00:00Z' }]);
  const [raised] = (await list()).reviews;
  expect(raised).toMatchObject({ kind: 'death-reversed', from: 'deceased', to: 'registered' });
  await decide({ review: raised?.review ?? 0 });
  expect(await state(number)).toMatchObject({ status: 'registered' });
});

it('decides a mass status change of an import together', async () => {
  const everybody = Array.from({ length: 60 }, (_, i) => ({
    ...{ identity: testNumber(`196004${String(1 + (i % 20)).padStart(2, '0')}`, Math.floor(i / 20)) },
    birth_date: `1960-04-${String(1 + (i % 20)).padStart(2, '0')}`,
  }));
  await importRows(everybody);
  const left = { status: 'emigrated', status_date: '2026-05-01' };
  const mass = await importRows(everybody.map((one) => ({ ...one, ...left })));
  const group = { import: mass, from: 'registered', to: 'emigrated', changes: 60 };
  expect(await list()).toEqual({ reviews: [], mass: [expect.objectContaining(group)] });
  expect((await list(true)).reviews).toHaveLength(60);
  expect(await decide({ massOfImport: mass })).toEqual({ decision: 'approved', decided: 60, applied: 60 });
  expect(await list(true)).toEqual({ reviews: [], mass: [] });
  const statuses = await rows(
    `SELECT residency_status AS status, count(*)::int AS n FROM screening.resident_facts
     WHERE extract(year FROM birth_date) = 1960 GROUP BY 1`,
  );
  expect(statuses).toEqual([{ status: 'emigrated', n: 60 }]);
});

it('refuses what is not there, what has been decided, and a decision without a reason', async () => {
  await expect(decide({ review: 9999 })).rejects.toMatchObject({ code: 'REVIEW_UNKNOWN' });
  await expect(decide({ massOfImport: 9999 })).rejects.toMatchObject({ code: 'REVIEW_UNKNOWN' });
  const { review, number } = await changed(PROTECTED, { protection: 'marked' });
  const bare = { choice: { review }, decision: 'approved', actor, reason: ' ' } as const;
  await expect(reviews().decide(bare)).rejects.toMatchObject({ code: 'REASON_MISSING' });
  expect(await state(number)).toMatchObject({ protection: 'protected' });
  await decide({ review }, 'rejected');
  await expect(decide({ review })).rejects.toMatchObject({ code: 'REVIEW_DECIDED' });
});

it('records each resident shown in the list, and each decision with who and why', async () => {
  const { review } = await changed(PROTECTED, { protection: 'none' });
  await decide({ review });
  const kept = await rows<{ action: string; resident_id: string }>(
    `SELECT action, resident_id, reason, actor FROM audit.entries WHERE subject = $1 ORDER BY id`,
    [`review ${review}`],
  );
  const resident = kept[0]?.resident_id;
  expect(kept).toEqual([
    { action: 'reviews.list', resident_id: expect.any(String) as string, reason: null, actor: 'anna' },
    { action: 'reviews.approve', resident_id: resident, reason, actor: 'anna' },
  ]);
});
