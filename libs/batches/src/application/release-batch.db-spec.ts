import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { anna, BatchOffice, bo } from '../../spec/batch-office';
import { CHUNK_SIZE } from '../infra/chunk-contacts';
import { BatchEntity } from '../infra/batch.entity';

const db = testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] });
const office = new BatchOffice(db);
beforeAll(() => office.inForce());
beforeEach(() => office.nobodyIsDue());

const chunks = (id: number) =>
  office.query<{ chunk: number; n: number }>(
    'SELECT chunk_id AS chunk, count(*) AS n FROM screening.contacts WHERE batch_id = $1 GROUP BY 1 ORDER BY 1',
    [id],
  );

describe('releasing', () => {
  it('puts every contact into one chunk; again, or by two at once, it adds nothing', async () => {
    await office.register({}, {}, {});
    const id = await office.generated();
    await Promise.all(
      [office.releasing.run(id, bo), office.releasing.run(id, bo)].map((one) => one.catch(() => 0)),
    );
    await office.releasing.run(id, bo);
    expect(await chunks(id)).toEqual([{ chunk: expect.any(Number) as number, n: 3 }]);
    expect(await office.batches.get(id)).toMatchObject({ state: 'released', releaser: 'bo' });
  });

  it('fills chunks up to their size', async () => {
    await office.register({});
    const id = await office.generated();
    await office.query(
      `INSERT INTO screening.contacts (batch_id, resident_id, kind, step, template, due_on, changed_at)
       SELECT $1, 1000000 + n, 'enquiry', 'enquiry', 't', $2, now() FROM generate_series(1, $3::int) AS n`,
      [id, office.day, CHUNK_SIZE],
    );
    await office.releasing.run(id, bo);
    expect((await chunks(id)).map(({ n }) => n)).toEqual([CHUNK_SIZE, 1]);
  });

  it('takes a reminder along on the day it falls due, not before', async () => {
    const [person = ''] = await office.register({});
    const id = await office.generated();
    await office.releasing.run(id, bo);
    await office.handOver(person);
    await office.settle();
    office.later(59);
    expect(await office.releasingDue.run()).toBe(0);
    office.later(1);
    expect(await office.releasingDue.run()).toBe(1);
    expect(await office.releasingDue.run()).toBe(0);
  });
});

describe('the figures of a batch', () => {
  it('add up at any moment: what was generated is the sum of the states, and a contact that is lost shows', async () => {
    const [first = ''] = await office.register({}, {}, {});
    const id = await office.generated();
    await office.handOver(first);
    const [invitations] = await office.figures.reconcile(id);
    expect(invitations).toMatchObject({ step: 'invitation', selected: 3, addsUp: true });
    expect(invitations?.states).toMatchObject({ waiting: 2, 'handed-over': 1 });
    await office.query(
      `DELETE FROM screening.contacts WHERE id = (SELECT max(id) FROM screening.contacts WHERE batch_id = $1)`,
      [id],
      'kallelse_migrate',
    );
    expect(await office.figures.reconcile(id)).toMatchObject([{ selected: 3, addsUp: false }]);
  });

  it('list everybody to whom nothing has gone out, with the reason, up to a limit', async () => {
    const [sent = '', stopped = '', waits = ''] = await office.register({}, {}, {});
    const id = await office.generated();
    await office.handOver(sent);
    const [out, still] = [await office.residentOf(stopped), await office.residentOf(waits)];
    const sql = `UPDATE screening.contacts SET state = 'suppressed', reason = 'opted-out' WHERE resident_id = $1`;
    await office.query(sql, [out]);
    expect(await office.figures.unsent(id, 10)).toMatchObject([
      { resident: out, state: 'suppressed', reason: 'opted-out' },
      { resident: still, state: 'waiting', reason: null },
    ]);
    expect(await office.figures.unsent(id, 1)).toHaveLength(1);
  });
});

/** A programme that asks for an organ, and one that cannot be decided for want of a fact no letter asks for. */
describe('an enquiry batch', () => {
  it('asks once for all organs; who is asked already, or waits for what no letter asks for, is counted apart', async () => {
    const registered = { fact: 'residency.status', is: 'registered' };
    const organ = (name: string) => ({
      eligibility: { all: [registered, { fact: `organ.${name}`, is: 'present' }] },
    });
    await office.inForce({ programme: 'one', ...organ('cervix') });
    await office.inForce({ programme: 'two', ...organ('prostate') });
    const area = { fact: 'areaType', is: 1, onUnknown: 'enquire' };
    await office.inForce({ programme: 'three', eligibility: { all: [registered, area] } });
    const [asked = '', known = ''] = await office.register({}, {});
    const statement = { state: 'absent', source: 'self', effective: '2026-01-01' };
    await office.tell(known, { organ: 'cervix', ...statement }, { organ: 'prostate', ...statement });
    await office.enquire([asked], ['cervix']);
    const preview = await office.preview(await office.planned({ kind: 'enquiry' }));
    const residents = await office.query('SELECT FROM screening.resident_facts', [], 'kallelse_selection');
    expect(preview).toMatchObject({
      population: residents.length,
      dataExceptions: 1,
      selected: residents.length - 2,
    });
    expect(preview.reasons).toContainEqual({
      status: 'enquire',
      kind: 'hold',
      code: 'open-enquiry',
      path: 'enquiry',
      count: 1,
    });
    const id = await office.generated({ kind: 'enquiry' });
    const organs = await office.query('SELECT DISTINCT organs FROM screening.contacts WHERE batch_id = $1', [
      id,
    ]);
    expect(organs).toEqual([{ organs: ['cervix', 'prostate'] }]);
    expect((await office.generating.run(id, anna)).generated).toBe(residents.length - 2);
  });
});
