import { asAdmin } from '@kallelse/platform';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { anna, BatchOffice, bo } from '../../spec/batch-office';
import { BATCH_STATES, BATCH_STEPS, type BatchAct, type BatchState } from '../domain/batch-state';
import { BatchEntity } from '../infra/batch.entity';

const db = testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] });
const office = new BatchOffice(db);
beforeAll(async () => {
  await office.inForce();
  await office.register({});
});

/** What a person can do to a batch. */
const COMMANDS = {
  preview: (id) => office.preview(id),
  submit: (id) => office.batches.submit(id, anna),
  approve: (id) => office.batches.approve(id, bo),
  generate: (id) => office.generating.run(id, anna),
  release: (id) => office.releasing.run(id, bo),
  cancel: (id) => office.batches.cancel(id, anna, 'not wanted'),
  recall: (id) => office.recalling.recall(id, anna, 'wrong ages'),
  annul: (id) => office.recalling.annul(id, anna, 'wrong ages'),
} satisfies Partial<Record<BatchAct, (id: number) => Promise<unknown>>>;
type Command = keyof typeof COMMANDS;

/** Done again they change nothing and refuse nothing. */
const AGAIN: Partial<Record<Command, readonly BatchState[]>> = {
  generate: ['generated', 'released'],
  release: ['released'],
  recall: ['recalled'],
};

async function batchIn(state: BatchState): Promise<number> {
  const id = await office.approved();
  const isGenerated = ['generated', 'released', 'recalled'].includes(state);
  const values = [id, state, isGenerated ? 0 : null, state === 'recalled' ? office.clock.now() : null];
  const change = 'UPDATE screening.batches SET state = $2, generated = $3, recalled_at = $4 WHERE id = $1';
  await office.query(change, values);
  return id;
}

const PAIRS = BATCH_STATES.flatMap((state) =>
  (Object.keys(COMMANDS) as Command[]).map((command) => ({ state, command })),
);

describe('a batch', () => {
  it.each(PAIRS)('that is $state: $command', async ({ state, command }) => {
    const id = await batchIn(state);
    const isAgain = AGAIN[command]?.includes(state) ?? false;
    const { from, to } = BATCH_STEPS[command];
    const act = COMMANDS[command](id);
    if (from.includes(state) || isAgain) await act;
    else await expect(act).rejects.toMatchObject({ code: 'BATCH_STATE' });
    const after = from.includes(state) ? to : state;
    expect(await office.batches.get(id)).toMatchObject({ state: after });
  });

  it('is not approved by its author, whoever submitted it; the database holds to that too', async () => {
    const id = await office.planned();
    await office.preview(id);
    await office.batches.submit(id, bo);
    await expect(office.batches.approve(id, anna)).rejects.toMatchObject({ code: 'BATCH_FOUR_EYES' });
    const past = office.query(
      `UPDATE screening.batches SET state = 'approved', approver = author WHERE id = $1`,
      [id],
    );
    await expect(past).rejects.toMatchObject({ constraint: 'batches_four_eyes' });
  });

  it('is not changed by an act that cannot be written into the audit log', async () => {
    const id = await office.planned();
    const right = (change: string) => asAdmin(db.server, (client) => client.query(change));
    await right('REVOKE INSERT ON audit.entries FROM kallelse_audit');
    try {
      await expect(office.batches.cancel(id, anna, 'not wanted')).rejects.toThrow();
      await expect(office.preview(id)).rejects.toThrow();
      await expect(office.planned()).rejects.toThrow();
    } finally {
      await right('GRANT INSERT ON audit.entries TO kallelse_audit');
    }
    expect(await office.batches.get(id)).toMatchObject({ state: 'planned', previewedAt: null });
    expect((await office.batches.list()).at(-1)).toMatchObject({ id });
  });

  it('approved by two at once is approved once', async () => {
    const id = await office.planned();
    await office.preview(id);
    await office.batches.submit(id, anna);
    const both = await Promise.allSettled(
      [bo, { user: 'cia' }].map((actor) => office.batches.approve(id, actor)),
    );
    expect(both.map(({ status }) => status).sort((a, b) => a.localeCompare(b))).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });

  it('leaves an audit row of every act, with who and why', async () => {
    const id = await office.generated();
    await office.batches.cancel(id, bo, 'wrong letter');
    const rows = await office.query<{ text: string }>(
      `SELECT concat_ws(' ', action, actor, reason) AS text FROM audit.entries WHERE subject = $1 ORDER BY id`,
      [`batch ${id}`],
      'kallelse_migrate',
    );
    expect(rows.map(({ text }) => text)).toEqual([
      ...[
        'batch.plan anna',
        'batch.preview anna',
        'batch.submit anna',
        'batch.approve bo',
        'batch.generate anna',
      ],
      'batch.cancel bo wrong letter',
    ]);
  });

  it.each([
    ['of a programme that has no rules in force', { programme: 'unheard-of' }, 'PROGRAMME_NOT_ACTIVE'],
    ['for a day that has passed', { asOf: '2026-03-01' }, 'BATCH_AS_OF'],
    ['that is unknown', undefined, 'BATCH_UNKNOWN'],
  ])('%s is refused', async (_, plan, code) => {
    const act = plan ? office.planned(plan as never) : office.batches.get(999_999);
    await expect(act).rejects.toMatchObject({ code });
  });
});

describe('a batch that is cancelled after it was generated', () => {
  it('sends nothing, and whoever was in it is due again', async () => {
    const [person = ''] = await office.register({});
    const id = await office.generated();
    expect(await office.residentsIn(id)).toContain(await office.residentOf(person));
    await office.batches.cancel(id, anna, 'wrong letter');
    await office.settle();
    expect(await office.contacts(person)).toEqual(['invitation cancelled batch-cancelled']);
    expect(await office.rounds(person)).toMatchObject([{ state: 'closed', reason: 'batch-cancelled' }]);
    await expect(office.releasing.run(id, bo)).rejects.toMatchObject({ code: 'BATCH_STATE' });
    expect(await office.residentsIn(await office.generated())).toContain(await office.residentOf(person));
  });
});
