import { setTimeout as delay } from 'node:timers/promises';
import { isProblem, ProblemError } from '@kallelse/kernel';
import { asAdmin } from '@kallelse/platform';
import { testDatabase } from '@test/support/database';
import { csv, file, row, testNumber } from '../../../../population/spec/register-file';
import { ImportResidents } from '@kallelse/population';
import { anna, bo, RuleOffice, RULES } from '../../../spec/rule-office';
import { definitionOf } from '../../../spec/simulated-population';
import { PROGRAMME_ENTITIES } from '../../infra/entities';
import type { SimulationResult } from '../../domain/simulation/simulation';
import { forecastOf, simulationOf } from '../../infra/simulation/simulation.entity';
import { ForecastProgramme } from '../forecast/forecast-programme';
import { compareRuns } from './compare-runs';
import { Simulate, type SimulateRequest } from './simulate';
import { SimulationCheck } from './simulation-check';
import { SimulationRuns, type RunControl } from './simulation-runs';

const db = testDatabase({ entities: PROGRAMME_ENTITIES });
const office = new RuleOffice(db);
const runs = (): SimulationRuns => new SimulationRuns(db.databases, office.clock, office.audit);

/** Of a run that is stopped before it is kept. */
const NO_RESULT = { population: 2 } as SimulationResult;
const DRAFT = { ...RULES, version: '2027.1', validFrom: '2027-01-01' };
const versionOf = (changes: object = {}) => {
  const document = { ...DRAFT, ...changes };
  return { definition: definitionOf(document), document };
};
const olderBy = (years: number): object => ({
  version: `plus-${years}`,
  parameters: { minAge: { ...RULES.parameters.minAge, default: 50 + years } },
});

function simulate(request: Partial<SimulateRequest> = {}, control: RunControl = {}) {
  return new Simulate(runs(), office.programmes, office.clock).run(
    { draft: versionOf(), ...request },
    anna,
    control,
  );
}

/** The error that some work ends with. */
const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => Promise.reject(new Error('it should have failed')),
    (error: unknown) => error,
  );

/** Four people a year of birth, born 1952 to 1986; of region 12 those of 1980 and later. */
async function importPeople(): Promise<void> {
  const rows = Array.from({ length: 35 }, (_, year) =>
    Array.from({ length: 4 }, (__, n) =>
      row({
        identity: testNumber(`${1952 + year}0601`, n),
        birth_date: `${1952 + year}-06-01`,
        ...(year < 28 ? {} : { region: '12', municipality: '1280' }),
      }),
    ),
  ).flat();
  await new ImportResidents(db.databases, office.clock, office.audit).run({
    path: file(csv(rows)),
    actor: anna,
  });
}

beforeAll(async () => {
  await importPeople();
  await office.inForce(RULES);
}, 60_000);

describe('a simulation that was run', () => {
  it('compares with the version in force on the day the draft begins, unless told otherwise', async () => {
    const run = await simulate();
    expect(run).toMatchObject({
      asOf: '2027-01-01',
      baseVersion: '2026.1',
      state: 'done',
      startedBy: 'anna',
    });
    expect(run.result).toMatchObject({ changes: {}, changeShare: 0, population: 140 });
    expect((await simulate({ against: 'none' })).result).toMatchObject({ changeShare: null });
    const against = versionOf(olderBy(5)).definition;
    // 50 to 54 on 1 January 2027: born 1972 to 1976, four a year.
    expect(simulationOf(await simulate({ against }))?.changes).toEqual({ entering: 20 });
    expect((await simulate({ against, region: '12' })).result).toMatchObject({ population: 28, changes: {} });
  });

  it('is kept, audited, listed and can be shown again', async () => {
    const run = await simulate({ draft: versionOf(olderBy(2)) });
    expect((await runs().get(run.id)).result).toEqual(run.result);
    expect((await runs().list('trial'))[0]).toMatchObject({
      id: run.id,
      state: 'done',
      done: 140,
      total: 140,
    });
    expect(await runs().list('other')).toEqual([]);
    const [audited] = await asAdmin(db.server, async (client) => {
      const sql = `SELECT actor, subject FROM audit.entries WHERE details->>'simulation' = $1`;
      return (await client.query(sql, [String(run.id)])).rows as object[];
    });
    expect(audited).toEqual({ actor: 'anna', subject: 'trial@plus-2' });
  });

  it.each([
    [
      'rules of another programme',
      { against: definitionOf({ ...DRAFT, programme: 'other' }) },
      'SIMULATION_OTHER_PROGRAMME',
    ],
    [
      'a regional definition for another region',
      { draft: versionOf({ region: '01' }), region: '12' },
      'SIMULATION_REGION',
    ],
    ['more examples than anybody reads', { examples: 101 }, 'SIMULATION_EXAMPLES'],
  ])('refuses %s', async (_, request, code) => {
    expect(await thrown(simulate(request))).toMatchObject({ code });
  });

  it('is compared with another, and a forecast, kept likewise, with a forecast', async () => {
    const forecast = (months: number) =>
      new ForecastProgramme(runs(), office.programmes, office.clock).run(
        { version: versionOf(), months, backTest: false },
        anna,
      );
    const [one, other, simulation] = [await forecast(1), await forecast(5), await simulate()];
    expect(forecastOf(await runs().get(other.id))?.months).toHaveLength(5);
    expect(compareRuns(one, other).map(({ of }) => of)).toContain('firstDue');
    expect(compareRuns(simulation, simulation)).toEqual([]);
    expect(() => compareRuns(one, simulation)).toThrow('have no figures in common');
    await expect(forecast(0)).rejects.toMatchObject({ code: 'FORECAST_MONTHS' });
  });

  it('does not change once it has ended', async () => {
    const { id } = await simulate();
    await expect(
      db.databases.query(
        'kallelse_app',
        `UPDATE screening.simulations SET state = 'cancelled' WHERE id = $1`,
        [id],
      ),
    ).rejects.toMatchObject({ constraint: 'simulations_ended' });
    expect(await runs().cancel(id, bo)).toMatchObject({ state: 'done' });
  });
});

describe('a simulation that is cancelled', () => {
  const half = async (cancel: (id: number) => unknown, control: RunControl = {}) => {
    let id = 0;
    const error = await thrown(
      runs().run(
        { kind: 'simulation', ...versionOf(), asOf: office.day, region: null },
        anna,
        async (tx, onProgress) => {
          await onProgress({ done: 1, total: 2 });
          void cancel(id);
          await tx.query('SELECT pg_sleep(20)');
          await onProgress({ done: 2, total: 2 });
          return NO_RESULT;
        },
        { ...control, onProgress: (progress) => (id = progress.id) },
      ),
    );
    return { error, stored: await runs().get(id) };
  };
  const CANCELLED = { state: 'cancelled', result: null, failure: null, done: 1 };

  it('by whoever runs it stops in the middle of a statement and keeps no result', async () => {
    const controller = new AbortController();
    const { error, stored } = await half(() => controller.abort(), { signal: controller.signal });
    expect(error).toMatchObject({ code: 'SIMULATION_CANCELLED' });
    expect(stored).toMatchObject(CANCELLED);
  });

  it('by the administrator of the database likewise', async () => {
    const sleeping = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(20)' AND state = 'active'`;
    const { error, stored } = await half(() =>
      asAdmin(db.server, async (client) => {
        while ((await client.query(sleeping)).rowCount === 0) await delay(20);
      }),
    );
    expect(error).toMatchObject({ code: 'SIMULATION_CANCELLED' });
    expect(stored).toMatchObject(CANCELLED);
  });

  it('by another process keeps no result, however far it is', async () => {
    const error = await thrown(
      runs().run(
        { kind: 'simulation', ...versionOf(), asOf: office.day, region: null },
        anna,
        async (_, onProgress) => {
          await onProgress({ done: 1, total: 1 });
          const [latest] = await runs().list();
          await runs().cancel(latest?.id ?? 0, bo);
          return NO_RESULT;
        },
      ),
    );
    expect(error).toMatchObject({ code: 'SIMULATION_CANCELLED' });
    expect((await runs().list())[0]).toMatchObject({ state: 'cancelled' });
  });

  it('is told from one that failed, and from one whose process is gone', async () => {
    const failing = runs().run(
      { kind: 'simulation', ...versionOf(), asOf: office.day, region: null },
      anna,
      () => Promise.reject(new ProblemError('BROKEN', 'broken')),
    );
    expect(isProblem(await thrown(failing))).toBe(true);
    expect((await runs().list())[0]).toMatchObject({ state: 'failed', failure: 'BROKEN' });
    await db.databases.query(
      'kallelse_app',
      `INSERT INTO screening.simulations (kind, programme, version, definition_hash, document, as_of, started_by, started_at, progress_at)
       VALUES ('simulation', 'trial', 'x', 'x', '{}', $1, 'anna', $2, $2)`,
      [office.day, new Date(office.clock.now().getTime() - 11 * 60_000)],
    );
    expect((await runs().list())[0]).toMatchObject({ state: 'failed', failure: 'ABANDONED' });
  });
});

describe('the check before an approval', () => {
  const checked = async (changes: object, request?: Partial<SimulateRequest>) => {
    const version = await office.submit({ ...DRAFT, ...changes });
    if (request) await simulate({ draft: { definition: version.definition, document: {} }, ...request });
    return new SimulationCheck(db.databases, office.programmes, office.clock).run(version);
  };

  it('finds a version that was never simulated, or only in part, outside the threshold', async () => {
    const never = await checked(olderBy(1));
    expect(never).toMatchObject({
      simulated: false,
      changeShare: null,
      withinThreshold: false,
      follows: 'trial@2026.1',
    });
    expect(await checked(olderBy(1), { region: '12' })).toMatchObject({ simulated: false });
    expect(await checked(olderBy(1), { against: 'none' })).toMatchObject({ simulated: false });
  });

  it('tells how much a version changes, against 5 % unless the rules in force say another share', async () => {
    // 50 to 74 are 100; a year older 96.
    expect(await checked(olderBy(1), {})).toMatchObject({
      simulated: true,
      changeShare: 0.04,
      threshold: 0.05,
      withinThreshold: true,
    });
    expect(await checked(olderBy(3), {})).toMatchObject({
      simulated: true,
      changeShare: 0.12,
      withinThreshold: false,
    });
    // No draft loosens its own threshold, but it sets that of the next.
    const loose = { version: 'loose', validFrom: '2027-02-01', expected: { change: 0.5 } };
    expect(await checked({ ...olderBy(3), ...loose }, {})).toMatchObject({
      threshold: 0.05,
      withinThreshold: false,
    });
    await office.approving.run({ programme: 'trial', version: 'loose' }, bo, 'wanted');
    const next = { ...olderBy(9), validFrom: '2027-03-01' };
    expect(await checked(next, {})).toMatchObject({
      follows: 'trial@loose',
      threshold: 0.5,
      withinThreshold: true,
    });
  });

  it('lets the first version of a programme pass once it has been simulated', async () => {
    const first = { programme: 'first' };
    expect(await checked(first)).toMatchObject({ simulated: false, withinThreshold: false, follows: null });
    expect(await checked(first, {})).toMatchObject({
      simulated: true,
      changeShare: null,
      withinThreshold: true,
    });
  });
});
