import { Rights } from '@kallelse/access';
import { testDatabase } from '@test/support/database';
import { RegisterOffice } from '../../spec/register-office';
import { DataExceptions } from './data-exceptions';
import { OrganInventory, type RecordRequest } from './organ-inventory';

const office = new RegisterOffice(testDatabase());
const [anna, bo] = [{ user: 'anna' }, { user: 'bo' }];
const reason = 'told by phone';
const inventory = () => new OrganInventory(office.db.databases, office.clock, office.audit);
const exceptions = () => new DataExceptions(office.db.databases, office.clock, office.audit);

beforeAll(async () => {
  const rights = new Rights(office.db.databases, office.clock, office.audit);
  await rights.grant({ user: 'anna', right: 'organ-inventory', reason: 'takes answers', actor: bo });
});

/** Somebody new, by internal id. */
async function somebody(sex = 'female'): Promise<{ identity: string; resident: number }> {
  const { identity, birth_date } = office.person();
  await office.register({ identity, birth_date, first_registered_sex: sex });
  return { identity, resident: (await office.residentOf(identity)) ?? 0 };
}

function record(resident: number, more: Partial<RecordRequest> = {}): Promise<number> {
  const said = [{ organ: 'cervix', state: 'absent' } as const];
  return inventory().record({ resident, actor: anna, reason, said, source: 'self', ...more });
}

/** The cervix of somebody as `state basis`. */
async function cervix(resident: number): Promise<string> {
  const shown = await inventory().show({ resident, actor: anna, reason });
  const organ = shown.isMasked ? undefined : shown.organs.find((one) => one.organ === 'cervix');
  return `${organ?.state ?? '-'} ${organ?.basis ?? '-'}`;
}

const open = async (kind: string) => (await exceptions().list({ actor: anna, kind, limit: 100 })).exceptions;

describe('the organ inventory by hand', () => {
  it('lets a statement beat the presumption, and a withdrawal bring it back', async () => {
    const { resident } = await somebody();
    expect(await cervix(resident)).toBe('present presumed');
    expect(await record(resident)).toBe(1);
    expect(await record(resident)).toBe(0);
    expect(await cervix(resident)).toBe('absent self');
    const shown = await inventory().show({ resident, actor: anna, reason });
    const statements = shown.isMasked ? [] : shown.statements;
    expect(statements.map(({ source, recordedBy }) => [source, recordedBy])).toEqual([
      ['presumed', expect.stringMatching(/^import \d+ by anna$/)],
      ['self', 'anna'],
    ]);
    const statement = statements[1]?.statement ?? 0;
    await inventory().withdraw({ resident, actor: anna, reason, statement });
    expect(await cervix(resident)).toBe('present presumed');
    await expect(inventory().withdraw({ resident, actor: anna, reason, statement })).rejects.toMatchObject({
      code: 'STATEMENT_UNKNOWN',
    });
  });

  it('withdraws a presumption for good: no later file of the register brings it back', async () => {
    const { resident, identity } = await somebody();
    const shown = await inventory().show({ resident, actor: anna, reason });
    const statement = shown.isMasked ? 0 : (shown.statements[0]?.statement ?? 0);
    await inventory().withdraw({ resident, actor: anna, reason, statement });
    office.later();
    await office.register({ identity, first_registered_sex: 'female', family_name: 'Annansson' });
    expect(await cervix(resident)).toBe('unknown -');
  });

  it.each([undefined, 'lab:4711'])(
    'keeps a withdrawal when a file says the statement again (ref %s)',
    async (ref) => {
      const { resident, identity } = await somebody('');
      const line = { organ: 'cervix', state: 'present', source: 'clinic', effective: '2024-01-01' };
      const told = (more: object) => office.events({ identity, ...line, ...(ref ? { ref } : {}), ...more });
      await told({});
      const shown = await inventory().show({ resident, actor: anna, reason });
      const statement = shown.isMasked ? 0 : (shown.statements[0]?.statement ?? 0);
      await inventory().withdraw({ resident, actor: anna, reason, statement });
      await office.events(
        { identity, ...line, ...(ref ? { ref } : {}) },
        { identity, preference: 'language', value: 'en' },
      );
      expect(await cervix(resident)).toBe('unknown -');
    },
  );

  it('shows nothing to somebody without the right but that, and changes nothing for them', async () => {
    const { resident } = await somebody();
    expect(await inventory().show({ resident, actor: bo, reason })).toEqual({ resident, isMasked: true });
    await expect(record(resident, { actor: bo })).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
    const withdrawal = inventory().withdraw({ resident, actor: bo, reason, statement: 1 });
    await expect(withdrawal).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
    expect(await cervix(resident)).toBe('present presumed');
  });

  it('is in the audit log with the reason, the masked look too, and names no organ there', async () => {
    const { resident } = await somebody();
    await record(resident);
    await inventory().show({ resident, actor: bo, reason });
    const rows = await office.rows<{ text: string }>(
      `SELECT concat_ws(' ', actor, action, reason, details) AS text FROM audit.entries WHERE resident_id = $1 ORDER BY id`,
      [resident],
    );
    expect(rows.map(({ text }) => text)).toEqual([
      'anna organs.record told by phone {"statements": 1}',
      'bo organs.show-masked told by phone {}',
    ]);
  });

  it('refuses an empty reason, a day to come, and somebody who is not there', async () => {
    const { resident } = await somebody();
    await expect(record(resident, { reason: '' })).rejects.toMatchObject({ code: 'REASON_MISSING' });
    await expect(record(resident, { effective: '2999-01-01' })).rejects.toMatchObject({
      code: 'EFFECTIVE_DATE',
    });
    await expect(record(999_999)).rejects.toMatchObject({ code: 'RESIDENT_UNKNOWN' });
  });
});

describe('statements that contradict each other', () => {
  const said = (organ: string, state: string, source: string, effective: string) => ({
    organ,
    state,
    source,
    effective,
  });
  const conflicts: readonly (readonly [string, object, object, boolean])[] = [
    [
      'there after not there',
      said('cervix', 'absent', 'self', '2020-01-01'),
      said('cervix', 'present', 'clinic', '2024-01-01'),
      true,
    ],
    [
      'a sample after not there',
      said('cervix', 'absent', 'clinic', '2020-01-01'),
      said('cervix', 'present', 'screening-event', '2021-01-01'),
      true,
    ],
    [
      'both on one day',
      said('breast', 'absent', 'self', '2020-01-01'),
      said('breast', 'present', 'clinic', '2020-01-01'),
      true,
    ],
    [
      'not there after there',
      said('cervix', 'present', 'clinic', '2020-01-01'),
      said('cervix', 'absent', 'self', '2024-01-01'),
      false,
    ],
    [
      'breast tissue that has grown',
      said('breast', 'absent', 'self', '2020-01-01'),
      said('breast', 'present', 'clinic', '2024-01-01'),
      false,
    ],
  ];

  it.each(conflicts)(
    'are an exception where they cannot both be right: %s',
    async (_, one, other, isConflict) => {
      const { resident, identity } = await somebody('male');
      await office.events({ identity, ...one }, { identity, ...other });
      expect((await open('organ-conflict')).filter((found) => found.resident === resident)).toHaveLength(
        isConflict ? 1 : 0,
      );
    },
  );

  it('end with the withdrawal of one, and what was closed by hand is not raised again', async () => {
    const { resident, identity } = await somebody();
    await record(resident, { effective: '2020-01-01' });
    await office.events({ identity, ...said('cervix', 'present', 'clinic', '2024-01-01') });
    const mine = async () => (await open('organ-conflict')).filter((found) => found.resident === resident);
    const [raised] = await mine();
    await exceptions().close(raised?.exception ?? '', 'both seen', anna);
    await office.events({ identity, preference: 'language', value: 'sv' });
    await record(resident, { said: [{ organ: 'prostate', state: 'absent' }] });
    expect(await mine()).toEqual([]);
    await record(resident, { effective: '2019-01-01' });
    expect(await mine()).toHaveLength(1);
    const shown = await inventory().show({ resident, actor: anna, reason });
    const statement = shown.isMasked ? 0 : (shown.statements.at(-1)?.statement ?? 0);
    await inventory().withdraw({ resident, actor: anna, reason, statement });
    expect(await mine()).toEqual([]);
  });

  it('have no name for those without the right, who may not close them either', async () => {
    const { resident, identity } = await somebody();
    await record(resident, { effective: '2020-01-01' });
    await office.events({ identity, ...said('cervix', 'present', 'clinic', '2024-01-01') });
    const list = await exceptions().list({ actor: bo, kind: 'organ-conflict', limit: 100 });
    expect(list.exceptions.length).toBeGreaterThan(0);
    for (const { resident: whose, subject } of list.exceptions)
      expect([whose, subject]).toEqual([null, 'masked']);
    const close = exceptions().close(list.exceptions[0]?.exception ?? '', 'looked at', bo);
    await expect(close).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
  });
});
