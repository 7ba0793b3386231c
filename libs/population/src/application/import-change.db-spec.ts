import { testDatabase } from '@test/support/database';
import { csv, file, row, type RowInput } from '../../spec/register-file';
import { RegisterOffice, rejections } from '../../spec/register-office';

const office = new RegisterOffice(testDatabase());

const LIVED = { municipality: '0180', district: '0180R001', since: '2019-05-01' };
const MOVED = { event: 'change', municipality: '0181', district: '0181R002', since: '2026-03-01' };

/** Somebody of the register, recorded on New Year's Day. */
async function somebody(more: RowInput = {}): Promise<string> {
  const person = office.person();
  await office.register({ ...person, ...LIVED, recorded: '2026-01-01T08:00:00Z', ...more });
  return person.identity;
}

const counts = async (...rows: readonly RowInput[]): Promise<Record<string, number>> =>
  (await office.register(...rows)).counts;

describe('a change', () => {
  it('leaves what it leaves empty, and needs neither birth date nor status nor protection', async () => {
    const identity = await somebody({ protection: 'marked', language: 'fi' });
    const before = await office.known(identity);
    expect(await counts({ event: 'change', identity, family_name: 'Nyare' })).toMatchObject({ changed: 1 });
    const same = { ...before, family_name: 'Nyare' } as Record<string, unknown>;
    for (const own of ['import_id', 'recorded_at', 'register_time']) same[own] = expect.anything();
    expect(await office.known(identity)).toEqual(same);
  });

  it('of nothing changes nothing', async () => {
    const identity = await somebody();
    expect(await counts({ event: 'change', identity })).toMatchObject({ changed: 0, unchanged: 1 });
  });

  it('of somebody the register has not sent is refused', async () => {
    const summary = await office.register({ ...office.person(), event: 'change' });
    expect(summary.counts).toMatchObject({ new: 0 });
    expect(rejections(summary)).toEqual(['2 identity identity-unknown']);
  });

  it('may follow the full row in the same file', async () => {
    const person = office.person();
    const rows = [person, { ...MOVED, identity: person.identity }];
    expect(await counts(...rows)).toMatchObject({ new: 1, changed: 1 });
    expect(await office.residencies(person.identity)).toEqual([
      '2019-05-01 registered 0180 0180R001',
      '2026-03-01 registered 0181 0181R002',
    ]);
  });
});

describe('where somebody has lived', () => {
  it('is kept: a move adds to it from the day of the move', async () => {
    const identity = await somebody();
    await office.register({ ...MOVED, identity });
    expect(await office.residencies(identity)).toEqual([
      '2019-05-01 registered 0180 0180R001',
      '2026-03-01 registered 0181 0181R002',
    ]);
    expect(await office.known(identity)).toMatchObject({
      municipality: '0181',
      residency_since: '2026-03-01',
    });
  });

  it.each([
    ['recorded', { recorded: '2026-02-10T08:00:00Z' }, '2026-02-10'],
    ['recorded, as a day in Sweden', { recorded: '2026-02-09T23:30:00Z' }, '2026-02-10'],
    ['of the import, when nothing is said', {}, '2026-06-15'],
  ])('changes from the day %s', async (_, cells, day) => {
    const identity = await somebody();
    await office.register({ ...MOVED, since: '', ...cells, identity });
    expect(await office.residencies(identity)).toEqual([
      '2019-05-01 registered 0180 0180R001',
      `${day} registered 0181 0181R002`,
    ]);
  });

  it('is corrected by a later word about an earlier day: what was thought to follow goes', async () => {
    const identity = await somebody();
    await office.register({ ...MOVED, identity, recorded: '2026-03-02T08:00:00Z' });
    await office.register({
      ...MOVED,
      identity,
      since: '2026-02-01',
      municipality: '0182',
      recorded: '2026-03-05',
    });
    expect(await office.residencies(identity)).toEqual([
      '2019-05-01 registered 0180 0180R001',
      '2026-02-01 registered 0182 0181R002',
    ]);
  });

  it('stays known as it was thought to be before', async () => {
    const identity = await somebody();
    await office.register({ ...MOVED, identity });
    await office.register({ ...MOVED, identity, since: '2026-02-01' });
    const versions = await office.rows(
      `SELECT from_date::text AS from, superseded_at IS NULL AS live FROM screening.residencies WHERE resident_id = $1 ORDER BY seq`,
      [await office.residentOf(identity)],
    );
    expect(versions).toEqual([
      { from: '2019-05-01', live: true },
      { from: '2026-03-01', live: false },
      { from: '2026-02-01', live: true },
    ]);
  });
});

describe('a status', () => {
  it.each(['emigrated', 'missing', 'deregistered', 'deceased'])('%s holds from its date', async (status) => {
    const identity = await somebody();
    await office.register({
      event: 'change',
      identity,
      status,
      status_date: '2026-04-01',
      recorded: '2026-05-01',
    });
    expect(await office.residencies(identity)).toEqual([
      '2019-05-01 registered 0180 0180R001',
      `2026-04-01 ${status} 0180 0180R001`,
    ]);
    expect(await office.known(identity)).toMatchObject({ residency_status: status });
  });

  it.each([
    ['the day it was recorded', { recorded: '2026-05-01T12:00:00Z' }, '2026-05-01'],
    ['the day of the import', {}, '2026-06-15'],
  ])('deceased with an unknown date holds from %s', async (_, cells, day) => {
    const identity = await somebody();
    await office.register({ event: 'change', identity, status: 'deceased', ...cells });
    expect((await office.residencies(identity))[1]).toBe(`${day} deceased 0180 0180R001`);
    const newcomer = { ...office.person(), status: 'deceased', since: '', ...cells };
    await office.register(newcomer);
    expect(await office.residencies(newcomer.identity)).toEqual([`${day} deceased 0180 0180R001`]);
  });

  it('gets its date later: it holds from then', async () => {
    const identity = await somebody();
    await office.register({ event: 'change', identity, status: 'deceased', recorded: '2026-05-01' });
    await office.register({ event: 'change', identity, status_date: '2026-04-28', recorded: '2026-05-08' });
    expect((await office.residencies(identity))[1]).toBe('2026-04-28 deceased 0180 0180R001');
  });

  it('ends with another: the date of the one is not the date of the other', async () => {
    const identity = await somebody();
    await office.register({
      event: 'change',
      identity,
      status: 'missing',
      status_date: '2026-02-01',
      recorded: '2026-02-02',
    });
    await office.register({ event: 'change', identity, status: 'registered', recorded: '2026-06-14' });
    expect(await office.residencies(identity)).toEqual([
      '2019-05-01 registered 0180 0180R001',
      '2026-02-01 missing 0180 0180R001',
      '2026-06-14 registered 0180 0180R001',
    ]);
    const [last] = await office.rows(
      `SELECT status_date FROM screening.residencies WHERE resident_id = $1 AND status = 'registered' ORDER BY seq DESC LIMIT 1`,
      [await office.residentOf(identity)],
    );
    expect(last).toEqual({ status_date: null });
  });
});

describe('a row that is older than what is stored', () => {
  const recorded = '2026-03-01T08:00:00Z';

  it.each(['full', 'change'])('is counted and not applied: %s', async (event) => {
    const person = office.person();
    await office.register({ ...person, recorded, family_name: 'Nyare' });
    const old = {
      ...person,
      event,
      recorded: '2026-02-28T23:59:59Z',
      family_name: 'Äldre',
      status: 'emigrated',
    };
    expect(await counts(old)).toMatchObject({ changed: 0, unchanged: 0, outdated: 1 });
    expect(await office.known(person.identity)).toMatchObject({
      ...{ family_name: 'Nyare', residency_status: 'registered' },
    });
  });

  it('is one also when the newer row said nothing new', async () => {
    const person = office.person();
    await office.register({ ...person, recorded: '2026-01-01', family_name: 'Nyare' });
    await office.register({ ...person, recorded, family_name: 'Nyare' });
    const between = { ...person, recorded: '2026-02-01', family_name: 'Äldre' };
    expect(await counts(between)).toMatchObject({ outdated: 1 });
  });

  it('is one also against a row without a time, which is of the day of its import', async () => {
    const person = office.person();
    await office.register({ ...person, family_name: 'Nyare' });
    const yesterday = { ...person, recorded: '2026-06-14T21:59:59Z', family_name: 'Äldre' };
    expect(await counts(yesterday)).toMatchObject({ outdated: 1 });
    const today = { ...person, recorded: '2026-06-14T22:00:00Z', family_name: 'Nyast' };
    expect(await counts(today)).toMatchObject({ changed: 1 });
  });

  it('is none when it is of the same moment', async () => {
    const person = office.person();
    await office.register({ ...person, recorded });
    expect(await counts({ ...person, recorded, family_name: 'Rättad' })).toMatchObject({ changed: 1 });
  });

  it('comes first when it stands later in the same file', async () => {
    const person = office.person();
    await office.register(person);
    const rows = ['2026-06-15T06:00:00Z', '2026-06-14T23:00:00Z'].map((time, i) => ({
      ...{ ...person, recorded: time, family_name: `Namn${i}` },
    }));
    expect(await counts(...rows)).toMatchObject({ changed: 2, outdated: 0 });
    expect(await office.known(person.identity)).toMatchObject({ family_name: 'Namn0' });
  });
});

it('counts each row once, in a file of all kinds', async () => {
  const [known, same] = [office.person(), office.person()];
  await office.register({ ...known, recorded: '2026-03-01' }, same);
  const path = file(
    csv(
      [
        office.person(),
        { ...known, recorded: '2026-02-01', family_name: 'Äldre' },
        { event: 'change', identity: known.identity, language: 'en' },
        same,
        { ...office.person(), region: '1' },
        { ...office.person(), event: 'change' },
      ].map(row),
    ),
  );
  expect(await office.importFile(path)).toMatchObject({
    ...{ rows: 6, rejected: 2, counts: { new: 1, changed: 1, unchanged: 1, outdated: 1, waiting: 0 } },
  });
});
