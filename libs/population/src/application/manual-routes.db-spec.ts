import { decide, parseDefinition, type Decision, type Definition } from '@kallelse/eligibility';
import { plainDate, type PlainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { RegisterOffice } from '../../spec/register-office';
import { decideRegister } from '../../spec/decide-register';
import { ManualRoutes, type RouteRequest } from './manual-routes';
import { ResidentFactsReader } from './resident-facts';

const office = new RegisterOffice(testDatabase());
const [anna, bo] = [{ user: 'anna' }, { user: 'bo' }];
const routes = () => new ManualRoutes(office.db.databases, office.clock, office.audit);

/** Everybody from fifty on, at once. */
const parsed = parseDefinition({
  programme: 'breast',
  version: '1',
  eligibility: { fact: 'age', atLeast: 50 },
  schedule: { anchor: 'lastTest', next: [{ after: 'P2Y' }] },
});
if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
const definition: Definition = parsed.value;

async function somebody(year = 1970): Promise<{ identity: string; resident: number }> {
  const { identity, birth_date } = office.person(year);
  await office.register({ identity, birth_date });
  return { identity, resident: (await office.residentOf(identity)) ?? 0 };
}

const make = (resident: number, kind: string, more: Partial<RouteRequest> = {}) =>
  routes().make({
    ...{ resident, programme: 'breast', kind, until: 'never', actor: anna, reason: 'the clinic asks' },
    ...more,
  });

/** What is decided of somebody on a day, as known on another: in memory and, where that is the same, by SQL. */
async function decision(resident: number, asOf: PlainDate, knownAt?: PlainDate): Promise<Decision> {
  const known = knownAt === undefined ? {} : { at: knownAt };
  const facts = await new ResidentFactsReader(office.db.databases).read(resident, asOf, known);
  const inMemory = decide(facts, definition, asOf);
  const bySql = await decideRegister(office.db.databases, definition, asOf, knownAt);
  expect(bySql.get(resident)).toEqual(inMemory);
  return inMemory;
}

const brief = ({ status, reasons }: Decision): string =>
  [
    status,
    ...reasons.map(({ kind, code, path, until }) => [kind, code, path, until].filter(Boolean).join(' ')),
  ].join('; ');

const day = (text: string): PlainDate => plainDate(text);

describe('a manual route', () => {
  it('holds and leaves out whom the rules invite, and includes whom they do not, with a reason of its own', async () => {
    const [held, out, young] = [await somebody(), await somebody(), await somebody(2000)];
    await make(held.resident, 'hold', { until: '2026-12-31', code: 'clinic-request' });
    await make(out.resident, 'exclude');
    await make(young.resident, 'include');
    const decisions = [held, out, young].map(({ resident }) => decision(resident, office.today));
    expect((await Promise.all(decisions)).map(brief)).toEqual([
      'hold; manual clinic-request manual[0] 2026-12-31',
      'not-eligible; manual manual-exclude manual[0]',
      'invite',
    ]);
    expect(brief(await decision(held.resident, day('2027-01-01')))).toBe('invite');
  });

  it('begins when it is to begin, and stands in its resident’s list where it was made', async () => {
    const { resident } = await somebody();
    await make(resident, 'hold', { from: '2026-09-01', until: '2026-09-30', code: 'later' });
    await make(resident, 'hold', { until: '2026-09-15', code: 'now' });
    expect(brief(await decision(resident, office.today))).toBe('hold; manual now manual[1] 2026-09-15');
    expect(brief(await decision(resident, day('2026-09-01')))).toBe(
      'hold; manual later manual[0] 2026-09-30; manual now manual[1] 2026-09-15',
    );
  });

  it('that is revoked holds no more from that day on, and is known as it was by whoever asks as of then', async () => {
    const { resident } = await somebody();
    const made = office.today;
    const route = await make(resident, 'exclude');
    office.later(10);
    const revoked = office.today;
    await routes().revoke(route, bo, 'a mistake');
    const before = day('2026-06-20');
    const asked = async (asOf: PlainDate, known?: PlainDate) =>
      (await decision(resident, asOf, known)).status;
    expect(await asked(made)).toBe('not-eligible');
    expect(await asked(before)).toBe('not-eligible');
    expect(await asked(revoked)).toBe('invite');
    expect(await asked(day('2030-01-01'))).toBe('invite');
    expect(await asked(day('2030-01-01'), before)).toBe('not-eligible');
    await expect(routes().revoke(route, bo, 'once more')).rejects.toMatchObject({ code: 'ROUTE_UNKNOWN' });
  });

  it('that is revoked on the day it was made, or before it began, has never been', async () => {
    const { resident } = await somebody();
    const today = await make(resident, 'exclude');
    const later = await make(resident, 'exclude', { from: '2027-01-01' });
    for (const route of [today, later]) await routes().revoke(route, anna, 'a mistake');
    expect(await routes().list(resident, anna)).toEqual([]);
    expect(brief(await decision(resident, day('2027-02-01')))).toBe('invite');
  });

  it('is listed with who made it, why and until when, one from a file too, and stays with a merged resident', async () => {
    const [first, second] = [await somebody(), await somebody()];
    const route = await make(second.resident, 'hold', { until: '2026-12-31' });
    await office.events({
      ...{ identity: first.identity, programme: 'breast', kind: 'exclude', code: 'by-file' },
      from: office.today,
    });
    await office.register({ identity: second.identity, replaces: first.identity });
    const [other, own] = await routes().list(first.resident, anna);
    expect(other).toMatchObject({ code: 'by-file', until: null, reason: null });
    expect(other?.recordedBy).toMatch(/^import \d+ by anna$/);
    expect(own).toMatchObject({
      ...{ route, programme: 'breast', kind: 'hold', code: 'manual-hold', until: '2026-12-31' },
      ...{ recordedBy: 'anna', reason: 'the clinic asks', revokedBy: null },
    });
    await routes().revoke(route, bo, 'done');
    office.later();
    expect((await routes().list(first.resident, anna))[1]).toBeUndefined();
  });

  it('is in the audit log: made, listed and revoked, with the reason', async () => {
    const { resident } = await somebody();
    const route = await make(resident, 'hold', { until: '2026-12-31' });
    await routes().list(resident, bo);
    await routes().revoke(route, bo, 'treatment is over');
    const rows = await office.rows<{ text: string }>(
      `SELECT concat_ws(' ', actor, action, subject, reason) AS text FROM audit.entries WHERE resident_id = $1 ORDER BY id`,
      [resident],
    );
    expect(rows.map(({ text }) => text)).toEqual([
      'anna residents.route breast the clinic asks',
      'bo residents.routes',
      'bo residents.route-revoke breast treatment is over',
    ]);
  });

  it.each([
    ['an unknown kind', 'holdd', {}, 'ROUTE_KIND'],
    ['a code of another form', 'hold', { code: 'Ring Kim' }, 'ROUTE_CODE'],
    ['a beginning that has passed', 'hold', { from: '2026-01-01' }, 'ROUTE_PERIOD'],
    ['an end before the beginning', 'hold', { until: '2026-01-01' }, 'ROUTE_PERIOD'],
    ['no date', 'hold', { until: 'soon' }, 'ROUTE_PERIOD'],
    ['no reason', 'hold', { reason: ' ' }, 'REASON_MISSING'],
    ['nobody', 'hold', { resident: 999_999 }, 'RESIDENT_UNKNOWN'],
  ])('is refused with %s', async (_, kind, more, code) => {
    const { resident } = await somebody();
    await expect(make(resident, kind, more)).rejects.toMatchObject({ code });
    expect(await routes().list(resident, anna)).toEqual([]);
  });
});
