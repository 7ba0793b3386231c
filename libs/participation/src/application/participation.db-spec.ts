import { plainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../../episodes/spec/invited-people';
import { Participation } from './participation';

jest.setTimeout(60_000);
const db = testDatabase();
const office = new InvitedPeople(db);
const anna = { user: 'anna' };

/** Twelve invited in one place, sixteen in another, twelve protected; half of each take part. */
beforeAll(async () => {
  await office.begin();
  const of = (n: number, input: object) => office.register(...Array.from({ length: n }, () => input));
  const groups = [
    await of(12, {}),
    await of(16, { region: '14', municipality: '1480' }),
    await of(12, { protection: 'protected' }),
  ];
  await office.open(office.definition, groups.flat());
  await office.query(
    `UPDATE screening.contacts SET state = 'handed-over', handed_over_on = $1 WHERE state = 'waiting'`,
    [office.day],
  );
  await office.query(
    `UPDATE screening.episodes SET district = CASE municipality WHEN '0180' THEN '0180R001' ELSE '1480R001' END WHERE NOT is_protected`,
  );
  const takePart = [groups[0]?.slice(0, 6), groups[1]?.slice(0, 8), groups[2]?.slice(0, 6)].flatMap(
    (some) => some ?? [],
  );
  const test = { programme: 'trial', type: 'test', date: office.day, method: 'fit' };
  await office.tellAll(takePart.map((identity) => ({ identity, ...test })));
  await office.settle();
}, 60_000);

const table = (request: object = {}) =>
  new Participation(db.databases, office.clock, office.audit).byDistrict(
    { programme: 'trial', ...request },
    anna,
  );

describe('participation by district', () => {
  it('counts invited and participated with the Wilson interval, protected residents under no district', async () => {
    const { rows } = await table();
    expect(
      rows.map(({ kind, district, invited, participated }) => [kind, district, invited, participated]),
    ).toEqual([
      ['district', '0180R001', 12, 6],
      ['district', '1480R001', 16, 8],
      ['not-stated', null, 12, 6],
      ['total', null, 40, 20],
    ]);
    expect(rows[0]).toMatchObject({ rate: 0.5, suppressed: false });
    expect(rows[0]?.lower).toBeCloseTo(0.2538, 4); // Wilson 6/12
    expect(rows[0]?.upper).toBeCloseTo(0.7462, 4);
  });

  it('is of the rounds handed over in the time asked for, both days included', async () => {
    const { day } = office;
    expect((await table({ from: day, until: day })).rows.at(-1)).toMatchObject({ invited: 40 });
    const [none, ...others] = (await table({ until: plainDate('2026-03-01') })).rows;
    expect(none).toMatchObject({ kind: 'total', suppressed: true, invited: null });
    expect(others).toEqual([]);
  });

  it.each([
    ['never arrived', 'undeliverable', 39],
    ['was a mistake', 'annulled', 38],
    ['went on as another', 'merged', 37],
  ])('leaves out a round that %s', async (_, reason, invited) => {
    await office.query(
      `UPDATE screening.episodes SET close_reason = $1, closed_on = opened_on, state = 'closed'
       WHERE id IN (SELECT id FROM screening.episodes WHERE state = 'open' AND district = '1480R001' LIMIT 1)`,
      [reason],
    );
    expect((await table()).rows.at(-1)).toMatchObject({ invited, participated: 20 });
  });

  describe('within some months of the invitation', () => {
    const began = office.day;
    afterEach(() => {
      office.day = began;
    });

    it('is of no month in which somebody has not had the whole time, and says when the first will be', async () => {
      office.day = plainDate('2026-06-28');
      await expect(table({ within: 3 })).rejects.toMatchObject({
        code: 'PARTICIPATION_IMMATURE',
        options: { fix: expect.stringContaining('2026-06-29') as string },
      });
      office.day = plainDate('2026-06-29');
      const { rows, cohorts } = await table({ within: 3 });
      expect(cohorts).toEqual({ first: '2026-03-01', last: '2026-03-01', leftOut: 0 });
      expect(rows.at(-1)).toMatchObject({ kind: 'total', participated: 20 });
      await expect(table({ within: 6 })).rejects.toMatchObject({ code: 'PARTICIPATION_IMMATURE' });
    });

    it('is refused when nobody was invited in the time asked for', async () => {
      office.day = plainDate('2027-06-29');
      await expect(table({ within: 12, from: plainDate('2026-05-01') })).rejects.toMatchObject({
        code: 'PARTICIPATION_NOBODY',
      });
    });
  });

  it('is read by a role that can read nothing about a person', async () => {
    for (const source of [
      'screening.episodes',
      'screening.resident_facts',
      'identity.persons',
      'analytics.districts',
    ])
      await expect(office.query(`SELECT * FROM ${source}`, [], 'kallelse_analyst')).rejects.toMatchObject({
        code: 'DATABASE_DENIED',
      });
  });
});
