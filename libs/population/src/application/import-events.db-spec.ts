import { readFileSync } from 'node:fs';
import { testDatabase } from '@test/support/database';
import { file } from '../../spec/register-file';
import { RegisterOffice, rejections, type Line } from '../../spec/register-office';

const office = new RegisterOffice(testDatabase());

const TEST = { programme: 'cervical', type: 'test', date: '2024-02-02', method: 'hpv', result: 'negative' };
const OPT_OUT = { programme: 'cervical', kind: 'permanent', from: '2025-01-01' };
const ORGAN = { organ: 'cervix', state: 'absent', source: 'clinic', effective: '2023-01-01' };

async function somebody(): Promise<string> {
  const person = office.person();
  await office.register(person);
  return person.identity;
}

/** What a file of lines about somebody counts. */
async function counts(identity: string, ...lines: readonly Line[]): Promise<Record<string, number>> {
  return (await office.events(...lines.map((line) => ({ identity, ...line })))).counts;
}

/** Versions of a source of somebody, by their place in the order of first import, then as they came. */
async function versions(table: string, identity: string, columns: string, which = 'true'): Promise<object[]> {
  return office.rows(
    `SELECT ${columns} FROM screening.${table} WHERE resident_id = $1 AND ${which} ORDER BY seq, recorded_at, superseded_at`,
    [await office.residentOf(identity)],
  );
}

const live = (table: string, identity: string, columns: string): Promise<object[]> =>
  versions(table, identity, columns, 'superseded_at IS NULL');

/** The facts of somebody in the programme of the specs. */
async function programmeFacts(identity: string): Promise<Record<string, unknown> | undefined> {
  const [found] = await office.rows<{ facts: Record<string, unknown> }>(
    `SELECT to_jsonb(facts) AS facts FROM screening.programme_facts AS facts WHERE programme = 'cervical' AND resident_id = $1`,
    [await office.residentOf(identity)],
  );
  return found?.facts;
}

describe('an object', () => {
  it('reaches its source and the facts of whoever has the number', async () => {
    const identity = await somebody();
    expect(await counts(identity, TEST, OPT_OUT, ORGAN)).toEqual({
      ...{ new: 3, changed: 0, annulled: 0, unchanged: 0, parked: 0 },
    });
    expect(await live('events', identity, 'from_date::text, method, result')).toEqual([
      { from_date: '2024-02-02', method: 'hpv', result: 'negative' },
    ]);
    expect(await office.known(identity)).toMatchObject({
      ...{ organ_cervix: 'absent', organ_cervix_basis: 'clinic' },
    });
    expect(JSON.stringify(await programmeFacts(identity))).toMatch('2024-02-02');
  });

  it.each([
    ['invitation', { programme: 'cervical', type: 'invitation', date: '2024-01-01' }],
    ['enquiry of every programme', { type: 'enquiry', date: '2024-01-01' }],
    ['care without end', { programme: 'cervical', type: 'care', from: '2024-01-01', until: null }],
    ['control list', { programme: 'cervical', type: 'control-list', list: 'hpv-high', from: '2024-01-01' }],
    ['deferral', { programme: 'cervical', type: 'deferral', from: '2024-01-01', until: '2024-06-01' }],
    ['booking', { programme: 'cervical', type: 'booking', date: '2027-01-01' }],
    ['episode', { programme: 'cervical', type: 'episode', from: '2024-01-01', until: null }],
  ])('may be an %s, kept once however its open ends are written', async (_, event) => {
    const identity = await somebody();
    expect(await counts(identity, event)).toMatchObject({ new: 1 });
    const given = Object.entries(event).filter(([, value]) => value !== null);
    const again = Object.fromEntries(given.reverse());
    expect(await counts(identity, { ...again }, { ...again, recorded: '2024-01-02' })).toMatchObject({
      new: 0,
    });
    expect(await live('events', identity, 'type')).toEqual([{ type: event.type }]);
  });

  it('may give any number of the chain, with type and domain where needed', async () => {
    const old = await somebody();
    const value = office.person().identity;
    await office.register({ identity: value, replaces: old });
    await counts(old, TEST);
    expect(await counts(value, TEST)).toMatchObject({ new: 0, unchanged: 1 });
    const reserve = { identity: 'EV-0001', identity_type: 'reservnummer' };
    await office.register({ ...reserve, identity_domain: 'urn:a' }, { ...reserve, identity_domain: 'urn:b' });
    const bare = await office.events({ identity: 'EV-0001', ...TEST });
    expect(rejections(bare)).toEqual(['1 identity identity-ambiguous']);
    const { counts: told } = await office.events({ ...reserve, identity_domain: 'urn:b', ...TEST });
    expect(told).toMatchObject({ new: 1 });
    const [found] = await office.rows('SELECT FROM screening.events WHERE resident_id = $1', [
      await office.residentOf('EV-0001', 'urn:b'),
    ]);
    expect(found).toBeDefined();
  });
});

describe('without a ref', () => {
  it('an identical line is the same object, in one file and in the next', async () => {
    const identity = await somebody();
    expect(await counts(identity, TEST, TEST, { ...TEST, result: 'positive' })).toMatchObject({
      ...{ new: 2, unchanged: 1 },
    });
    expect(await counts(identity, { ...TEST }, OPT_OUT)).toMatchObject({ new: 1, unchanged: 1 });
    expect(await live('events', identity, 'result')).toEqual([
      { result: 'negative' },
      { result: 'positive' },
    ]);
  });

  it('the same content of another resident is another object', async () => {
    const [one, two] = [await somebody(), await somebody()];
    const summary = await office.events({ identity: one, ...TEST }, { identity: two, ...TEST });
    expect(summary.counts).toMatchObject({ new: 2 });
  });

  it('void annuls the object with this content, and later the same line is the object again, in its old place', async () => {
    const identity = await somebody();
    await counts(identity, TEST, { ...TEST, result: 'positive' });
    const [before] = await versions('events', identity, 'seq');
    expect(await counts(identity, { ...TEST, void: true })).toMatchObject({ annulled: 1, new: 0 });
    expect(await live('events', identity, 'result')).toEqual([{ result: 'positive' }]);
    expect(await counts(identity, { ...TEST, void: true }, OPT_OUT)).toMatchObject({
      annulled: 0,
      unchanged: 1,
    });
    await counts(identity, { ...TEST, void: false });
    expect(await live('events', identity, 'seq, result')).toEqual([
      { ...before, result: 'negative' },
      { seq: expect.anything() as unknown, result: 'positive' },
    ]);
  });
});

describe('with a ref', () => {
  let refs = 0;
  const next = (): string => `lab:${++refs}`;

  it('the same ref is a new version of the object; the one before stays known as it was', async () => {
    const identity = await somebody();
    const ref = next();
    await counts(identity, { ...TEST, ref });
    office.later();
    expect(await counts(identity, { ...TEST, ref, result: 'positive' })).toMatchObject({
      new: 0,
      changed: 1,
    });
    const seen = await versions('events', identity, 'seq, result, superseded_at IS NULL AS live');
    const [{ seq } = { seq: 0 }] = seen as { seq: number }[];
    expect(seen).toEqual([
      { seq, result: 'negative', live: false },
      { seq, result: 'positive', live: true },
    ]);
    expect(JSON.stringify(await programmeFacts(identity))).not.toMatch('negative');
    expect(await counts(identity, { ...TEST, ref, result: 'positive' }, OPT_OUT)).toMatchObject({
      unchanged: 1,
    });
  });

  it('two objects of the same content are two', async () => {
    const identity = await somebody();
    const lines = [next(), next()].map((ref) => ({ ...TEST, ref }));
    expect(await counts(identity, ...lines, TEST)).toMatchObject({ new: 3 });
  });

  it('of several lines of a file the last one holds', async () => {
    const identity = await somebody();
    const ref = next();
    const lines = ['inadequate', 'positive', 'negative'].map((result) => ({ ...TEST, ref, result }));
    expect(await counts(identity, ...lines)).toMatchObject({ new: 1, unchanged: 2 });
    expect(await live('events', identity, 'result')).toEqual([{ result: 'negative' }]);
  });

  it('void annuls it, whatever else the line says, and it may come back', async () => {
    const identity = await somebody();
    const ref = next();
    await counts(identity, { ...TEST, ref });
    expect(await counts(identity, { ref, void: true })).toMatchObject({ annulled: 1 });
    expect(await live('events', identity, 'result')).toEqual([]);
    expect(await programmeFacts(identity)).toBeUndefined();
    expect(await counts(identity, { ...TEST, ref, result: 'positive' })).toMatchObject({ new: 1 });
    expect(await counts(identity, { ...TEST, ref, void: true })).toMatchObject({ annulled: 1 });
    expect(await live('events', identity, 'result')).toEqual([]);
  });

  it('annulled within the file that brings it, it has never been', async () => {
    const identity = await somebody();
    const ref = next();
    expect(await counts(identity, { ...TEST, ref }, { ref, void: true })).toMatchObject({
      new: 0,
      unchanged: 2,
    });
    expect(await versions('events', identity, 'seq')).toEqual([]);
  });

  it('goes to another resident where its source says so now', async () => {
    const [wrong, right] = [await somebody(), await somebody()];
    const ref = next();
    await counts(wrong, { ...TEST, ref });
    expect(await counts(right, { ...TEST, ref })).toMatchObject({ changed: 1, new: 0 });
    expect(await programmeFacts(wrong)).toBeUndefined();
    expect(JSON.stringify(await programmeFacts(right))).toMatch('2024-02-02');
  });

  it('is refused for an object of another kind, in the file and afterwards', async () => {
    const identity = await somebody();
    const ref = next();
    const summary = await office.events({ identity, ...TEST, ref }, { identity, ...ORGAN, ref });
    expect(rejections(summary)).toEqual(['2 ref ref-kind']);
    expect(rejections(await office.events({ identity, ...OPT_OUT, ref }))).toEqual(['1 ref ref-kind']);
    expect(await live('opt_outs', identity, 'kind')).toEqual([]);
  });
});

describe('a line that is wrong', () => {
  const LINES: readonly (readonly [line: Line | string, refused: string])[] = [
    ['no json', ' json'],
    ['[]', ' json'],
    [{ programme: 'cervical' }, ' object'],
    [{ ...TEST, date: '2024-02-30' }, ' object'],
    [{ ...TEST, type: 'visit' }, ' object'],
    [{ ...TEST, shoeSize: 40 }, ' object'],
    [{ ...TEST, void: 'yes' }, ' object'],
    [{ ...TEST, ref: 'no-colon' }, ' ref-form'],
    [{ ...TEST, identity: 'x' }, ' identity-form'],
    [{ ...TEST, identity_type: 'passport' }, ' object'],
    [{ ...OPT_OUT, kind: 'until' }, ' object'],
    [{ ...OPT_OUT, kind: 'until', until: '2024-12-31' }, ' object'],
    [{ ...ORGAN, organ: 'heart' }, ' object'],
    [{ ...ORGAN, state: 'maybe' }, ' object'],
    [{ attribute: 'packYears', value: [1] }, ' object'],
    [{ preference: 'colour', value: 'red' }, ' object'],
    [{ ...TEST, void: true }, ' void-unknown'],
    [{ ref: 'lab:never', void: true }, 'ref void-unknown'],
    [{ ...TEST, method: 'x'.repeat(201) }, ' too-long'],
  ];

  it.each(LINES)('is refused by itself: %j', async (line, refused) => {
    const identity = await somebody();
    const text = typeof line === 'string' ? line : JSON.stringify({ identity, ...line });
    const good = JSON.stringify({ identity, ...TEST, method: 'cytology' });
    const summary = await office.importEvents(file(`${text}\n\n${good}\n`, 'ndjson'));
    expect(summary).toMatchObject({ rows: 2, rejected: 1, counts: { new: 1 } });
    expect(rejections(summary)).toEqual([`1 ${refused}`]);
    const said = readFileSync(summary.rejectedFile ?? '', 'utf8');
    expect(said).not.toMatch(/\d{10}|shoeSize|heart|maybe|colour|passport|visit|no-colon|xxxx/);
  });

  it.each([
    ['cut off', 'FILE_TRUNCATED', JSON.stringify({ ...TEST, identity: 'EV-0001' })],
    ['empty', 'FILE_TRUNCATED', ''],
    ['not UTF-8', 'FILE_ENCODING', Buffer.from('{"identity":"Å"}\n', 'latin1')],
  ])('and a file that is %s changes nothing', async (_, code, content) => {
    const before = await office.contents(['screening.imports', 'screening.events']);
    await expect(office.importEvents(file(content, 'ndjson'))).rejects.toMatchObject({ code });
    expect(await office.contents(['screening.imports', 'screening.events'])).toEqual(before);
  });
});
