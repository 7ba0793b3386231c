import { testDatabase } from '@test/support/database';
import { asAdmin } from '@kallelse/platform';
import { AuditLog } from './audit-log';
import { Rights } from './rights';

const db = testDatabase();
const clock = { now: () => new Date('2026-06-15T08:00:00Z') };
const rights = () => new Rights(db.databases, clock, new AuditLog(db.databases, clock));
const [anna, bo] = [{ user: 'anna' }, { user: 'bo' }];
const change = { user: 'bo', right: 'organ-inventory', reason: 'takes answers', actor: anna } as const;
const audited = () =>
  asAdmin(db.server, async (client) => {
    const { rows } = await client.query<{ text: string }>(
      `SELECT concat_ws(' ', actor, action, subject, reason, details->>'right') AS text FROM audit.entries ORDER BY id`,
    );
    return rows.map(({ text }) => text);
  });

describe('a right', () => {
  it('is had by nobody until another grants it, and no longer once it is revoked', async () => {
    expect(await rights().has(bo, 'organ-inventory')).toBe(false);
    await expect(rights().must(bo, 'organ-inventory')).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
    await rights().grant(change);
    await rights().grant(change);
    await rights().must(bo, 'organ-inventory');
    expect(await rights().has(bo, 'protected-identity')).toBe(false);
    expect((await rights().list()).map(({ user, grantedBy }) => [user, grantedBy])).toEqual([['bo', 'anna']]);
    await rights().revoke({ ...change, reason: 'another post' });
    expect(await rights().has(bo, 'organ-inventory')).toBe(false);
    expect(await audited()).toEqual([
      'anna rights.grant user bo takes answers organ-inventory',
      'anna rights.grant user bo takes answers organ-inventory',
      'anna rights.revoke user bo another post organ-inventory',
    ]);
  });

  it('is not granted to oneself, without a reason or to somebody with no name', async () => {
    await expect(rights().grant({ ...change, actor: bo })).rejects.toMatchObject({ code: 'RIGHT_OWN' });
    await expect(rights().grant({ ...change, reason: ' ' })).rejects.toMatchObject({
      code: 'REASON_MISSING',
    });
    await expect(rights().grant({ ...change, user: 'bo bo' })).rejects.toMatchObject({ code: 'USER_NAME' });
  });

  it('is not revoked from somebody who does not have it', async () => {
    const other = { ...change, right: 'protected-identity' } as const;
    await expect(rights().revoke(other)).rejects.toMatchObject({ code: 'RIGHT_NOT_HELD' });
  });

  it('cannot be entered by its holder, whatever the program does', async () => {
    const sql = `INSERT INTO screening.user_rights (user_name, right_name, reason, granted_by, granted_at)
      VALUES ('bo', 'organ-inventory', 'x', 'bo', now())`;
    await expect(db.databases.query('kallelse_app', sql)).rejects.toMatchObject({
      constraint: 'user_rights_four_eyes',
    });
  });
});
