import { asAdmin } from '@kallelse/platform';
import { testDatabase } from '../../../../test/support/database';
import { AuditLog } from './audit-log';

const db = testDatabase();
const now = new Date('2026-06-15T10:00:00Z');
const log = (): AuditLog => new AuditLog(db.databases, { now: () => now });
const entries = (): Promise<object[]> =>
  asAdmin(db.server, async (client) => {
    const { rows } = await client.query<object>(
      'SELECT at, actor, action, subject, resident_id::int, reason, details FROM audit.entries ORDER BY id',
    );
    return rows;
  });

it('keeps who did what to whom, when and why', async () => {
  const actor = { user: 'anna' };
  await log().record({ actor, action: 'batch.approve', subject: 'batch 3', details: { selected: 7 } });
  await log().recordAll([
    { actor, action: 'residents.show', residentId: 17, reason: 'the caller asked' },
    { actor, action: 'residents.show', residentId: 18 },
  ]);
  const empty = { subject: null, resident_id: null, reason: null, details: {} };
  expect(await entries()).toEqual([
    {
      ...{ ...empty, at: now, actor: 'anna', action: 'batch.approve' },
      ...{ subject: 'batch 3', details: { selected: 7 } },
    },
    {
      ...{ ...empty, at: now, actor: 'anna', action: 'residents.show' },
      ...{ resident_id: 17, reason: 'the caller asked' },
    },
    { ...empty, at: now, actor: 'anna', action: 'residents.show', resident_id: 18 },
  ]);
});

it('adds all entries of a call or none', async () => {
  const before = await entries();
  const bad = { actor: { user: 'anna' }, action: undefined as unknown as string };
  await expect(
    log().recordAll([{ actor: { user: 'anna' }, action: 'residents.show', residentId: 1 }, bad]),
  ).rejects.toMatchObject({ code: 'DATABASE_CONSTRAINT' });
  expect(await entries()).toEqual(before);
});

it.each([
  'SELECT * FROM audit.entries',
  'UPDATE audit.entries SET actor = actor',
  'DELETE FROM audit.entries',
])('lets its own role add only: %s is denied', async (statement) => {
  await expect(db.databases.query('kallelse_audit', statement)).rejects.toMatchObject({
    code: 'DATABASE_DENIED',
  });
});
