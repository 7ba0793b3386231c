import { plainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { PROGRAMME, ScreeningOffice } from '../../../episodes/spec/screening-office';
import { PublishTables } from './publish-tables';
import { PublishedParticipation } from './published-participation';

jest.setTimeout(120_000);
const office = new ScreeningOffice(testDatabase());

/** By region: asked about an organ of the programme, and how many of them answered in time. */
const REGIONS = [
  ['01', '0180', 60, 30],
  ['12', '1280', 60, 30],
  ['14', '1480', 40, 10],
  ['25', '2580', 50, 25],
] as const;

beforeAll(async () => {
  const [registered, aged] = PROGRAMME.eligibility.all;
  await office.define({
    ...PROGRAMME,
    eligibility: { all: [registered, aged, { fact: 'organ.cervix', is: 'present' }] },
  });
  await office.query(
    `INSERT INTO analytics.districts (code, vintage, level, name, valid_from)
     SELECT unnest($1::text[]), '2020', 'region', 'Region', '2020-01-01'`,
    [REGIONS.map(([code]) => code)],
    'kallelse_import',
  );
  for (const [region, municipality, asked, answered] of REGIONS) {
    const people = await office.register(...Array.from({ length: asked }, () => ({ region, municipality })));
    await office.enquire(people);
    const residents = await Promise.all(people.map((person) => office.residentOf(person)));
    await office.query(
      `UPDATE screening.contacts SET state = 'handed-over', handed_over_on = $1 WHERE resident_id = ANY ($2::bigint[])`,
      [office.day, residents],
    );
    await office.query(
      `INSERT INTO screening.enquiry_replies (resident_id, contact_id, source, present, answered_on, state, recorded_by, recorded_at)
       SELECT resident_id, screening.open_enquiry_of(resident_id), 'clerk', '{cervix}', $2::date, 'taken', 'anna', $3 FROM unnest($1::bigint[]) AS resident_id`,
      [residents.slice(0, answered), office.day, office.clock.now()],
      'kallelse_import',
    );
  }
  // Somebody who was asked about another organ only, and somebody protected.
  const [other = '', hidden = ''] = await office.register({}, { protection: 'protected' });
  await office.enquire([other], ['prostate']);
  await office.enquire([hidden]);
  await office.query(
    `UPDATE screening.contacts SET state = 'handed-over', handed_over_on = $1 WHERE handed_over_on IS NULL`,
    [office.day],
  );
  // Something of which the programme has a history.
  await office.query(
    `INSERT INTO analytics.population_snapshots (programme, as_of, definitions, residents, made_at) VALUES ('trial', '2026-02-28', '{}', 0, $1)`,
    [office.clock.now()],
    'kallelse_import',
  );
  office.day = plainDate('2026-10-01');
}, 120_000);

describe('organ enquiries', () => {
  it('are told by region alone, of those about an organ of the programme, and nothing below 20', async () => {
    const databases = office.db.databases;
    const made = await new PublishTables(databases, office.clock, office.audit).run('trial', {
      user: 'anna',
    });
    expect(made).toMatchObject([{ indicator: 'enquiry-answers', period: '2026H1', isRefused: false }]);
    const published = new PublishedParticipation(databases);
    const { cells } = await published.read({ programme: 'trial', indicator: 'enquiry-answers' });
    const of = (area: string | null) =>
      cells.find((cell) => cell.area === area && cell.level !== 'not-stated');
    expect(of(null)).toMatchObject({ numerator: 95, denominator: 211 });
    // Ten answers are fewer than twenty, and its sum must not tell them.
    expect(of('14')).toMatchObject({ suppressed: true, numerator: null, denominator: null });
    expect(cells.filter(({ level, suppressed }) => level === 'region' && suppressed).length).toBeGreaterThan(
      1,
    );
    for (const { numerator, denominator, suppressed } of cells)
      if (!suppressed)
        expect(Math.min(numerator ?? 0, (denominator ?? 0) - (numerator ?? 0))).toBeGreaterThanOrEqual(20);
    await expect(
      published.read({ programme: 'trial', indicator: 'enquiry-answers', by: 'age' }),
    ).rejects.toMatchObject({ code: 'SHAPE_UNPUBLISHED' });
  });

  it('tell nobody who publishes whose they are', async () => {
    for (const source of ['enquiry_replies', 'residencies', 'resident_reach'])
      await expect(
        office.query(`SELECT * FROM screening.${source}`, [], 'kallelse_publisher'),
      ).rejects.toMatchObject({ code: 'DATABASE_DENIED' });
  });
});
