import { testDatabase } from '@test/support/database';
import { RegisterOffice, rejections, type Line } from '../../spec/register-office';

const office = new RegisterOffice(testDatabase());

const TEST = { programme: 'cervical', type: 'test', date: '2024-02-02', method: 'hpv', result: 'negative' };
const OPT_OUT = { programme: 'cervical', kind: 'permanent', from: '2025-01-01' };

let refs = 0;
const ref = (): string => `lab:${++refs}`;

/** What waits of a number, in the order it came, as kind and reason. */
async function parked(value: string): Promise<string[]> {
  const found = await office.rows<{ text: string }>(
    `SELECT kind || ' ' || reason AS text FROM identity.parked_events WHERE value = $1 ORDER BY seq`,
    [value],
  );
  return found.map(({ text }) => text);
}

/** Results of the live tests of whoever has a number, in the order of first import. */
async function results(value: string): Promise<unknown[]> {
  const found = await office.rows<{ result: unknown }>(
    `SELECT result FROM screening.events WHERE resident_id = $1 AND superseded_at IS NULL ORDER BY seq`,
    [await office.residentOf(value)],
  );
  return found.map(({ result }) => result);
}

const counts = async (...lines: readonly Line[]): Promise<Record<string, number>> =>
  (await office.events(...lines)).counts;

describe('an object of a number that nobody has', () => {
  it('waits, and comes in with the next register file that brings the number', async () => {
    const person = office.person();
    const { identity } = person;
    const lines = [
      TEST,
      OPT_OUT,
      { organ: 'cervix', state: 'absent', source: 'self', effective: '2024-01-01' },
    ];
    const told = await counts(...lines.map((line) => ({ identity, ...line })));
    expect(told).toMatchObject({ new: 0, parked: 3 });
    expect(await parked(identity)).toEqual(
      ['event', 'opt-out', 'organ'].map((kind) => `${kind} identity-unknown`),
    );
    const another = await office.register(office.person());
    expect(another.further).toMatchObject({ parkedTaken: 0 });
    const { further } = await office.register(person);
    expect(further).toMatchObject({ parkedTaken: 3 });
    expect(await parked(identity)).toEqual([]);
    expect(await results(identity)).toEqual(['negative']);
    expect(await office.known(identity)).toMatchObject({ organ_cervix: 'absent' });
    const facts = await office.rows('SELECT FROM screening.programme_facts WHERE resident_id = $1', [
      await office.residentOf(identity),
    ]);
    expect(facts).toHaveLength(1);
  });

  it('comes in with a number that joins somebody already known', async () => {
    const person = office.person();
    await office.register(person);
    const value = office.person().identity;
    await office.events({ identity: value, ...TEST });
    await office.register({ identity: value, replaces: person.identity });
    expect(await results(person.identity)).toEqual(['negative']);
  });

  it('waits once, however often it is sent', async () => {
    const { identity } = office.person();
    const own = ref();
    await counts({ identity, ...TEST }, { identity, ...TEST, ref: own });
    expect(await counts({ identity, ...TEST }, { identity, ...OPT_OUT })).toMatchObject({ parked: 2 });
    expect(await counts({ identity, ...TEST, ref: own, result: 'positive' })).toMatchObject({ parked: 1 });
    expect(await parked(identity)).toHaveLength(3);
  });

  it('keeps its place in the order of first import, also before what came for others meanwhile', async () => {
    const [person, other] = [office.person(), office.person()];
    await office.register(other);
    const own = ref();
    await counts({ identity: person.identity, ...TEST, ref: own, result: 'inadequate' });
    await counts({ identity: other.identity, ...TEST });
    await counts({ identity: person.identity, ...TEST, ref: own, result: 'positive' });
    await office.register(person);
    const order = await office.rows(
      'SELECT result FROM screening.events WHERE superseded_at IS NULL AND resident_id = ANY ($1) ORDER BY seq',
      [await Promise.all([person, other].map(({ identity }) => office.residentOf(identity)))],
    );
    expect(order).toEqual([{ result: 'positive' }, { result: 'negative' }]);
  });

  it('that is annulled waits no longer', async () => {
    const person = office.person();
    const { identity } = person;
    const own = ref();
    await counts({ identity, ...TEST }, { identity, ...TEST, ref: own });
    expect(await counts({ identity, ...TEST, void: true }, { identity, ref: own, void: true })).toMatchObject(
      {
        ...{ annulled: 2, parked: 0 },
      },
    );
    expect(await parked(identity)).toEqual([]);
    await office.register(person);
    expect(await results(identity)).toEqual([]);
  });

  it('waits no longer when a new version says it is somebody else’s', async () => {
    const [stranger, person] = [office.person(), office.person()];
    await office.register(person);
    const own = ref();
    await counts({ identity: stranger.identity, ...TEST, ref: own });
    expect(await counts({ identity: person.identity, ...TEST, ref: own })).toMatchObject({ new: 1 });
    expect(await parked(stranger.identity)).toEqual([]);
    await office.register(stranger);
    expect(await results(stranger.identity)).toEqual([]);
    expect(await results(person.identity)).toEqual(['negative']);
  });

  it('is tried by its type and domain', async () => {
    const reserve = { identity: 'PK-0001', identity_type: 'reservnummer' };
    await counts({ ...reserve, identity_domain: 'urn:b', ...TEST });
    await office.register({ ...reserve, identity_domain: 'urn:a' });
    expect(await parked('PK-0001')).toEqual(['event identity-unknown']);
    await office.register({ ...reserve, identity_domain: 'urn:b' });
    expect(await parked('PK-0001')).toEqual([]);
  });

  it('that is refused even then stays, with the reason', async () => {
    const person = office.person();
    const { identity } = person;
    await counts({ identity, ref: 'lab:never', void: true });
    expect(await parked(identity)).toEqual(['any identity-unknown']);
    const summary = await office.register(person);
    expect(summary).toMatchObject({ rejected: 0, further: { parkedTaken: 0 } });
    expect(rejections(summary)).toEqual([]);
    expect(await parked(identity)).toEqual(['any void-unknown']);
  });

  it('beside lines of somebody known leaves those alone', async () => {
    const person = office.person();
    await office.register(person);
    const told = await counts(
      { ...office.person(), birth_date: undefined, ...TEST },
      { identity: person.identity, ...TEST },
    );
    expect(told).toMatchObject({ new: 1, parked: 1, unchanged: 0 });
  });

  it('is the same object afterwards as if its resident had been known', async () => {
    const [early, late] = [office.person(), office.person()];
    await office.register(early);
    const line = (identity: string): Line => ({ identity, ...TEST });
    await counts(line(early.identity), line(late.identity));
    await office.register(late);
    const again = await counts(line(late.identity), line(early.identity));
    expect(again).toMatchObject({ new: 0, unchanged: 2, parked: 0 });
  });
});
