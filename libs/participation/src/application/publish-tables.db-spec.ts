import { plainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../../episodes/spec/invited-people';
import { exposureOf, linesOf } from '../domain/publication/attack';
import { boundsOf, secretsOf } from '../domain/publication/secrets';
import { tableSystem, type CountedCell } from '../domain/publication/table-cells';
import { CHARTS } from '../infra/charts/chart-kinds';
import { drawChart } from '../infra/charts/draw-chart';
import { highsSolvers } from '../infra/publication/highs-solver';
import { PublishTables } from './publish-tables';
import { PublishedParticipation } from './published-participation';

jest.setTimeout(120_000);
const db = testDatabase();
const office = new InvitedPeople(db);
const anna = { user: 'anna' };
const publisher = () => new PublishTables(db.databases, office.clock, office.audit);
let published: PublishedParticipation;

/** By district: invited, and how many of them took part. The third has few who did not. */
const DISTRICTS: readonly (readonly [code: string, invited: number, tookPart: number])[] = [
  ['0180R001', 30, 15],
  ['0180R002', 25, 12],
  ['0180R003', 20, 18],
  ['0181R001', 24, 11],
  ['0181R002', 26, 13],
];

beforeAll(async () => {
  published = new PublishedParticipation(db.databases);
  await office.begin();
  const rows = [
    ['01', 'region', '', ''],
    ['0180', 'municipality', '01', ''],
    ['0181', 'municipality', '01', ''],
    ...DISTRICTS.map(([code], i) => [code, 'regso', code.slice(0, 4), String(1 + i)]),
  ];
  await office.query(
    `INSERT INTO analytics.districts (code, vintage, level, name, parent, area_type, valid_from)
     SELECT row->>0, '2020', row->>1, 'Namn ' || (row->>0), nullif(row->>2, ''), nullif(row->>3, '')::int, '2020-01-01' FROM jsonb_array_elements($1::jsonb) AS row`,
    [JSON.stringify(rows)],
    'kallelse_import',
  );
  const people = await office.register(
    ...Array.from({ length: DISTRICTS.reduce((sum, [, n]) => sum + n, 0) }, () => ({})),
  );
  await office.open(office.definition, people);
  await office.query(
    `UPDATE screening.contacts SET state = 'handed-over', handed_over_on = $1, channel = 'paper' WHERE state = 'waiting'`,
    [office.day],
  );
  let next = 0;
  for (const [i, [code, invited, tookPart]] of DISTRICTS.entries()) {
    const own = people.slice(next, next + invited);
    next += invited;
    const residents = await Promise.all(own.map((person) => office.residentOf(person)));
    await office.query(
      'UPDATE screening.episodes SET district = $1, area_type = $2 WHERE resident_id = ANY ($3::bigint[])',
      [code, 1 + i, residents],
    );
    const test = { programme: 'trial', type: 'test', date: office.day, method: 'fit' };
    await office.tellAll(own.slice(0, tookPart).map((identity) => ({ identity, ...test })));
  }
  await office.settle();
  office.day = plainDate('2027-01-15');
}, 120_000);

const show = (over: object = {}) =>
  published.read({ programme: 'trial', indicator: 'participation-3', ...over });

describe('publishing', () => {
  it('publishes each indicator of a closed period once it is complete, and never again', async () => {
    // A worker begins nothing by itself.
    await publisher().next({ user: 'worker' });
    expect(await published.tables('trial')).toEqual([]);
    const made = await publisher().run('trial', anna);
    expect(made.map(({ indicator, period }) => `${indicator} ${period}`)).toEqual([
      ...['participation-3 2026H1', 'participation-6 2026H1', 'undeliverable 2026H1'],
    ]);
    expect(await publisher().run('trial', anna)).toEqual([]);
    office.day = plainDate('2027-06-30');
    await publisher().next({ user: 'worker' });
    expect((await published.tables('trial')).at(-1)).toMatchObject({ indicator: 'participation-12' });
    expect(await publisher().run('trial', anna)).toEqual([]);
  });

  it('shows shares with intervals by area, the whole first, and names the snapshot', async () => {
    const { cells, snapshot } = await show();
    expect(snapshot).toMatch(/^trial\/participation-3\/2026H1\/m1\/[0-9a-f]{16}$/);
    const whole = cells.find(({ level }) => level === 'all');
    expect(whole).toMatchObject({ numerator: 69, denominator: 125, suppressed: false });
    expect(whole?.lower).toBeCloseTo(0.4647, 3);
  });

  it('hides a row with few who took no part, and another one so that its sum does not tell it', async () => {
    const { cells } = await show({ level: 'regso' });
    const hidden = cells.filter(({ suppressed }) => suppressed).map(({ area }) => area);
    expect(hidden).toContain('0180R003');
    expect(hidden.length).toBeGreaterThan(1);
    for (const { numerator, denominator, rate } of cells.filter(({ suppressed }) => suppressed))
      expect([numerator, denominator, rate]).toEqual([null, null, null]);
  });

  it('gives nothing away to an attacker who has every published table', async () => {
    const truth = await db.databases.transaction('kallelse_publisher', (tx) =>
      tx.query<CountedCell[]>(
        `SELECT level, area, parent, dimension, category, coalesce(numerator, 0) AS numerator, coalesce(denominator, 0) AS denominator, suppressed
         FROM analytics.published_cells JOIN analytics.published_tables AS made ON made.id = table_id
         WHERE indicator = 'participation-3' ORDER BY place`,
      ),
    );
    const areas = new Map(DISTRICTS.map(([code, n, x]) => [code, [x, n] as const]));
    const [x, n] = areas.get('0180R003') ?? [0, 0];
    const rows = truth.map((row) => ({
      ...row,
      ...(areas.has(row.area ?? '') && row.dimension === 'total'
        ? { numerator: areas.get(row.area ?? '')?.[0] ?? 0, denominator: areas.get(row.area ?? '')?.[1] ?? 0 }
        : {}),
    }));
    const system = tableSystem(rows.filter(({ dimension }) => dimension === 'total'));
    const hidden = new Set(
      system.cells.flatMap(({ rows: [row] }, i) =>
        !row || (row as { suppressed?: boolean }).suppressed ? [i] : [],
      ),
    );
    const attacked = { system, places: linesOf(system), bounds: system.cells.map((cell) => boundsOf(cell)) };
    const { linear } = await highsSolvers(10);
    const at = system.cells.findIndex(({ rows: [row] }) => row?.area === '0180R003');
    const secrets = secretsOf(at, { numerator: x, denominator: n, isBetween: false });
    expect(secrets).not.toEqual([]);
    for (const secret of secrets) expect(exposureOf(attacked, hidden, secret, linear)).toBeUndefined();
    // The attacker is no straw man: with one row less hidden the number is told.
    const careless = new Set([at]);
    for (const secret of secrets) expect(exposureOf(attacked, careless, secret, linear)?.reaches).toBe(0);
  });

  it('refuses what is not published, with what is', async () => {
    await expect(show({ by: 'unit' })).rejects.toMatchObject({
      code: 'SHAPE_UNPUBLISHED',
      options: { fix: expect.stringContaining('area-type') as string },
    });
    await expect(show({ by: 'age', level: 'regso' })).rejects.toMatchObject({ code: 'SHAPE_UNPUBLISHED' });
    await expect(show({ period: '2025H1' })).rejects.toMatchObject({ code: 'TABLE_UNPUBLISHED' });
    await expect(show({ indicator: 'coverage' })).rejects.toMatchObject({ code: 'TABLE_UNPUBLISHED' });
    await expect(show({ indicator: 'uptake' })).rejects.toMatchObject({ code: 'INDICATOR_UNKNOWN' });
  });

  it('draws charts that tell what they show in words, and nothing of what is suppressed', async () => {
    const series = await published.series({ programme: 'trial', indicator: 'participation-3' });
    const view = await show();
    for (const kind of CHARTS) {
      if (kind === 'area-types' || kind === 'slope') continue;
      const svg = await drawChart(kind, view, series, 'sv');
      expect(svg).toMatch(/<title id="title">[^<]+<\/title><desc id="desc">[^<]+<\/desc>/);
      expect(svg).toContain(view.snapshot);
      expect(svg).not.toMatch(/NaN|0180R003/);
    }
    await expect(drawChart('slope', view, series, 'en')).rejects.toMatchObject({ code: 'CHART_EMPTY' });
  });

  it('is read by a role that reads nothing else', async () => {
    for (const source of ['analytics.cube', 'analytics.population', 'screening.episodes'])
      await expect(office.query(`SELECT * FROM ${source}`, [], 'kallelse_analyst')).rejects.toMatchObject({
        code: 'DATABASE_DENIED',
      });
  });
});
