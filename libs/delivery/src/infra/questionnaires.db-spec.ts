import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '@kallelse/eligibility';
import { StoppedContacts } from '@kallelse/episodes';
import { ResidentFactsReader } from '@kallelse/population';
import { definitionsFolder } from '@kallelse/programmes';
import { parse } from 'yaml';
import type { Line } from '../../../episodes/spec/screening-office';
import { anna, DeliveryOffice, deliveryOffice } from '../../spec/delivery-office';

jest.setTimeout(120_000);

const LUNG = { kind: 'questionnaire', programme: 'lung-pilot' } as const;
const pilot = (name: string): object =>
  parse(readFileSync(join(definitionsFolder(), 'pilots', `${name}.yaml`), 'utf8')) as object;
const answers = (values: Readonly<Record<string, unknown>>): Line[] =>
  Object.entries(values).map(([attribute, value]) => ({ attribute, value, from: '2026-03-03' }));
const SMOKES = { smoking: 'current', packYears: 30, lungPilotConsent: true };

/** People of sixty who may be asked about smoking. */
class PilotOffice extends DeliveryOffice {
  /** Whoever has been in the register before wants no part in it. */
  async draw(people: number): Promise<string[]> {
    const before = await this.query<{ identity: string }>(
      'SELECT value AS identity FROM identity.identifiers',
      [],
      'kallelse_import',
    );
    const refusal = { programme: 'lung-pilot', kind: 'permanent', from: this.day };
    if (before.length > 0) await this.tellAll(before.map(({ identity }) => ({ identity, ...refusal })));
    return this.register(...Array.from({ length: people }, () => ({ first_registered_sex: '' })));
  }

  async decides(identity: string, programme = 'lung-pilot'): Promise<string> {
    const resident = await new ResidentFactsReader(this.db.databases).read(
      await this.residentOf(identity),
      this.day,
    );
    const { definition } = await this.programmes.active(programme, null, this.day);
    return decide(resident, definition, this.day).status;
  }
}

const office = deliveryOffice(PilotOffice);
beforeAll(async () => {
  await office.begin();
  await office.inForce(pilot('lung'));
  await office.inForce(pilot('hereditary-breast'));
});

describe('a questionnaire', () => {
  it('goes to as many as are drawn, once; an answer closes it and decides', async () => {
    const people = await office.draw(6);
    const id = await office.planned({ ...LUNG, capacity: 4 });
    const preview = await office.preview(id);
    expect(preview).toMatchObject({ population: 6, selected: 4, leftByCapacity: 2, dataExceptions: 0 });
    expect(preview.reasons.map(({ code, count }) => [code, count])).toEqual(
      ['lungPilotConsent', 'packYears', 'smoking', 'stoppedSmoking'].map((name) => [`attribute.${name}`, 6]),
    );
    const batch = await office.released({ ...LUNG, capacity: 4 });
    await office.work(batch);
    expect(await office.standing(batch)).toEqual(['handed-over: 4']);
    const asked = await office.query<{ identity: string }>(
      `SELECT number.value AS identity FROM identity.identifiers AS number WHERE resident_id = ANY ($1::bigint[])`,
      [await office.residentsIn(batch)],
      'kallelse_import',
    );
    const [first = '', never = ''] = asked.map(({ identity }) => identity);
    expect(people).toEqual(expect.arrayContaining([first, never]));
    expect(await office.ownEvents(first)).toEqual([`enquiry ${office.day}`]);
    const again = await office.preview(await office.planned({ ...LUNG }));
    expect(again).toMatchObject({ population: 6, selected: 2 });
    expect(again.reasons.find(({ code }) => code === 'open-enquiry')?.count).toBe(4);

    office.later(1);
    await office.tell(first, ...answers(SMOKES));
    await office.tell(never, ...answers({ smoking: 'never' }));
    expect((await office.settle()).enquiriesAnswered).toBe(2);
    expect([await office.decides(first), await office.decides(never)]).toEqual(['invite', 'not-eligible']);
    const invited = await office.preview(await office.planned({ programme: 'lung-pilot' }));
    expect(invited).toMatchObject({ selected: 1, decisions: { invite: 1 } });
    expect((await office.preview(await office.planned({ ...LUNG }))).selected).toBe(2);
  });

  it('that nobody answers is not sent again, and is no work for the office', async () => {
    const [person = ''] = await office.draw(1);
    await office.work(await office.released({ ...LUNG }));
    office.later(100);
    await office.settle();
    expect((await office.preview(await office.planned({ ...LUNG }))).selected).toBe(0);
    const raised = await office.query(
      `SELECT FROM screening.exceptions WHERE kind = 'enquiry-unanswered' AND resident_id = $1`,
      [await office.residentOf(person)],
    );
    expect(raised).toEqual([]);
  });

  it('is stopped at the gate when answered, refused or moved away since it was made', async () => {
    const [answered = '', refused = '', away = '', asked = ''] = await office.draw(4);
    const batch = await office.released({ ...LUNG });
    await office.tell(answered, ...answers({ smoking: 'never' }));
    await office.tell(refused, { programme: 'lung-pilot', kind: 'permanent', from: office.day });
    await office.register({ identity: away, status: 'emigrated', status_date: office.day });
    await office.work(batch);
    const fates = [answered, refused, away, asked].map((one) => office.fate(one, 'questionnaire'));
    expect(await Promise.all(fates)).toEqual([
      'suppressed: answered',
      'suppressed: opted-out',
      'suppressed: not-registered',
      'sent by paper',
    ]);
  });

  it('of two residents who are one person is kept once; the other comes back when they are two after all', async () => {
    const [first = '', second = ''] = await office.draw(2);
    await office.generated({ ...LUNG });
    await office.handOver(second);
    await office.settle();
    await office.register({ identity: second, replaces: first });
    await office.settle();
    expect(await office.contacts(first)).toEqual([
      'questionnaire cancelled merged',
      'questionnaire handed-over',
    ]);
    expect(await office.ownEvents(first)).toEqual([`enquiry ${office.day}`]);
    await office.query(
      `UPDATE screening.resident_merges SET split_at = $1, split_by = 'anna'`,
      [office.clock.now()],
      'kallelse_import',
    );
    await office.settle();
    const [former = 0] = (
      await office.query<{ id: number }>('SELECT absorbed_id AS id FROM screening.resident_merges')
    ).map(({ id }) => id);
    const rows = await office.query<{ state: string }>(
      `SELECT state FROM screening.contacts WHERE kind = 'questionnaire' AND resident_id = $1`,
      [former],
    );
    expect(rows).toHaveLength(1);
  });

  it('is not sent when its rules are withdrawn', async () => {
    await office.draw(2);
    await office.inForce({ ...pilot('lung'), version: '2026.2', validFrom: office.day });
    const [waiting, released] = [
      await office.generated({ ...LUNG, capacity: 1 }),
      await office.released({ ...LUNG }),
    ];
    const { id } = await office.programmes.active('lung-pilot', null, office.day);
    await office.query(
      `UPDATE screening.definitions SET state = 'withdrawn', withdrawn_by = 'bo', withdrawn_at = $1, withdrawn_reason = 'wrong'
       WHERE id = $2`,
      [office.clock.now(), id],
      'kallelse_app',
    );
    await office.work(released);
    await office.settle();
    expect(await office.standing(waiting)).toEqual(['cancelled rules-withdrawn: 1']);
    expect(await office.standing(released)).toEqual(['suppressed rules-withdrawn: 1']);
    expect(await new StoppedContacts(office.db.databases).byDefinition(id)).toMatchObject([
      { batch: waiting, contacts: 1 },
      { batch: released, contacts: 1 },
    ]);
  });

  it('says nothing of a programme that asks nothing', async () => {
    const plan = { kind: 'questionnaire', programme: 'trial' } as const;
    await expect(office.batches.plan(plan, anna)).rejects.toMatchObject({ code: 'BATCH_NOTHING_TO_ASK' });
  });
});

describe('a programme by imported risk', () => {
  it('asks for the organ alone, by the enquiry of all programmes, and invites who has answered', async () => {
    const [person = '', other = ''] = await office.draw(2);
    await office.tell(person, { attribute: 'breastRisk', value: 'high', from: '2026-01-01' });
    const enquiry = await office.preview(await office.planned({ kind: 'enquiry' }));
    expect(enquiry.reasons.filter(({ path }) => path === 'hereditary-breast')).toMatchObject([
      { code: 'organ.breast', count: 1 },
    ]);
    const statement = { organ: 'breast', state: 'present', source: 'self', effective: '2026-02-02' };
    await office.tell(person, statement);
    await office.tell(other, statement);
    const due = await office.preview(await office.planned({ programme: 'hereditary-breast' }));
    expect(due).toMatchObject({ selected: 1, decisions: { invite: 1 } });
    expect(await office.decides(other, 'hereditary-breast')).toBe('not-eligible');
  });
});
