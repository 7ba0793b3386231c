import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { anna, BatchOffice, GONE_TEMPLATE } from '../../spec/batch-office';
import type { BatchPreview } from '../domain/preview';
import { BatchEntity } from '../infra/batch.entity';

const db = testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] });
const office = new BatchOffice(db);

const REFUSES = { programme: 'trial', kind: 'permanent', from: '2025-01-01' };
/** A national number does not tell where mail goes: this one asked for paper and has no address. */
const UNREACHED = { address1: '', postcode: '', city: '', dwelling: 'unknown' };

/** Ten people: six due, of them one protected and one nobody can write to; four are not, each for another reason. */
beforeAll(async () => {
  await office.districts('0180R001', '0180R002');
  await office.inForce();
  const people = await office.register(
    { district: '0180R001' },
    { district: '0180R001' },
    { district: '0180R002' },
    { protection: 'marked', district: '0180R001' },
    { ...UNREACHED },
    { district: '', municipality: '' },
    { status: 'emigrated', status_date: '2025-01-01' },
    {},
    {},
    {},
  );
  const [, , , , unreached = '', , , refuses = '', tested = '', open = ''] = people;
  await office.tell(unreached, { preference: 'channel', value: 'paper' });
  await office.tell(refuses, REFUSES);
  await office.test(tested, '2025-06-01');
  const [{ id } = { id: 0 }] = await office.query<{ id: number }>('SELECT id FROM screening.definitions');
  await office.open(id, [open]);
});

const sum = (counts: readonly { readonly count: number }[]): number =>
  counts.reduce((all, { count }) => all + count, 0);
const reason = (preview: BatchPreview, code: string): number =>
  sum(preview.reasons.filter((one) => one.code === code));

describe('a preview', () => {
  it('accounts for everybody in scope: the decisions add up to the population, and each has its reason', async () => {
    const preview = await office.preview(await office.planned());
    expect(preview.population).toBe(10);
    expect(preview.decisions).toEqual({ invite: 6, hold: 2, 'not-eligible': 2 });
    expect(reason(preview, 'residency.status')).toBe(1);
    expect(reason(preview, 'opted-out')).toBe(1);
    expect(reason(preview, 'not-due')).toBe(1);
  });

  it('gives an open round as a reason of its own, though the definition does not ask', async () => {
    const preview = await office.preview(await office.planned());
    expect(preview.reasons).toContainEqual({
      status: 'hold',
      kind: 'hold',
      code: 'open-round',
      path: 'round',
      count: 1,
    });
  });

  it('adds up by district and by channel; who is protected stands in no district', async () => {
    const { selected, districts, channels, decisions } = await office.preview(await office.planned());
    expect(selected).toBe(6);
    expect(districts).toEqual([
      { district: '0180R001', due: 3, selected: 3 },
      { district: '0180R002', due: 1, selected: 1 },
      { district: null, due: 2, selected: 2 },
    ]);
    expect(districts.reduce((all, { due }) => all + due, 0)).toBe(decisions.invite);
    expect(channels).toEqual([
      { channel: '1177', count: 4 },
      { channel: 'mediated', count: 1 },
      { channel: 'outreach', count: 1 },
    ]);
    expect(sum(channels)).toBe(selected);
  });

  it('says how many cannot be reached, and for which cause', async () => {
    const preview = await office.preview(await office.planned());
    expect(preview.unreachable).toBe(1);
    expect(preview.unreachableBecause).toEqual([{ cause: 'no-address', count: 1 }]);
  });

  it('freezes day, rules, seed, counts and the set on the batch; the same question has the same hash', async () => {
    const [id, again] = [await office.planned({ capacity: 3 }), await office.planned({ capacity: 3 })];
    const preview = await office.preview(id);
    const [{ hash } = { hash: '' }] = await office.query<{ hash: string }>(
      'SELECT hash FROM screening.definitions',
    );
    const frozen = {
      asOf: office.day,
      definitionHash: hash,
      selected: 3,
      selectedHash: preview.selectedHash,
    };
    expect(await office.batches.get(id)).toMatchObject({
      ...frozen,
      seed: 'fixed',
      state: 'previewed',
      preview,
    });
    expect((await office.preview(again)).selectedHash).toBe(preview.selectedHash);
    expect(
      (await office.preview(await office.planned({ capacity: 3, seed: 'other' }))).selectedHash,
    ).not.toBe(preview.selectedHash);
  });

  it('tells what the capacity limit leaves for later', async () => {
    const preview = await office.preview(await office.planned({ capacity: 4 }));
    expect(preview).toMatchObject({ selected: 4, leftByCapacity: 2, decisions: { invite: 6 } });
  });

  it.each([
    ['districts', { districts: ['0180R001'] }, 8],
    ['municipalities', { municipalities: ['0180'] }, 9],
    ['birth months', { birthMonths: [2] }, 0],
    ['two filters at once', { districts: ['0180R002'], birthMonths: [1] }, 1],
  ])('narrowed by %s is about those alone', async (_, filters, population) => {
    expect((await office.preview(await office.planned({ filters }))).population).toBe(population);
  });

  it('of a region is about that region; a national one leaves regions with rules of their own to them', async () => {
    const regional = await office.preview(await office.planned({ region: '14' }));
    expect(regional.population).toBe(0);
    await office.inForce({ version: '2026.1-01', region: '01' });
    expect((await office.preview(await office.planned())).population).toBe(0);
    expect((await office.preview(await office.planned({ region: '01' }))).population).toBe(10);
  });

  it('writes nothing but the batch: no contact, no round, no event', async () => {
    const count = async () =>
      office.query(
        'SELECT (SELECT count(*) FROM screening.contacts) AS contacts, (SELECT count(*) FROM screening.events) AS events',
      );
    const before = await count();
    await office.preview(await office.planned({ region: '01' }));
    expect(await count()).toEqual(before);
  });

  it('was decided by both evaluators', async () => {
    expect((await office.preview(await office.planned({ region: '01' }))).crossChecked).toBe(10);
  });

  it('is refused when the two evaluators disagree: here, facts that are not what the sources say', async () => {
    const gone = `SELECT resident_id FROM screening.residencies WHERE status = 'emigrated'`;
    const tamper = (status: string) =>
      office.query(
        `UPDATE screening.resident_facts SET residency_status = $1 WHERE resident_id IN (${gone})`,
        [status],
        'kallelse_import',
      );
    const id = await office.planned({ region: '01' });
    await tamper('registered');
    await expect(office.preview(id)).rejects.toMatchObject({ code: 'DECISIONS_DISAGREE' });
    expect(await office.batches.get(id)).toMatchObject({ state: 'planned', preview: null });
    await tamper('emigrated');
  });

  it('is refused for letters that are there no longer', async () => {
    const steps = [{ id: 'invitation', template: GONE_TEMPLATE }];
    await office.inForce({ programme: 'unwritten', steps });
    const { id } = await office.batches.plan({ kind: 'invitation', programme: 'unwritten' }, anna);
    await expect(office.preview(id)).rejects.toMatchObject({ code: 'TEMPLATE_UNKNOWN' });
  });

  it('is outside the band its definition expects: approving takes a reason', async () => {
    await office.inForce({ programme: 'banded', expected: { min: 100 } });
    const { id } = await office.batches.plan({ kind: 'invitation', programme: 'banded' }, anna);
    expect((await office.preview(id)).expected).toEqual({ min: 100, inside: false });
    await office.batches.submit(id, anna);
    await expect(office.batches.approve(id, { user: 'bo' })).rejects.toMatchObject({
      code: 'BATCH_SIZE',
    });
    const approved = await office.batches.approve(id, { user: 'bo' }, 'few live here');
    expect(approved).toMatchObject({ state: 'approved', overrideReason: 'few live here' });
  });
});
