import { existsSync } from 'node:fs';
import { Presumptions } from '@kallelse/population';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { csv, file, row } from '../../../population/spec/register-file';
import { anna, BatchOffice } from '../../spec/batch-office';
import { BatchEntity } from '../infra/batch.entity';
import { PreviewLoad } from './preview-load';

const office = new BatchOffice(testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] }));
const previewing = () => new PreviewLoad(office.db.databases, office.clock, office.audit, office.programmes);
const presumptions = () => new Presumptions(office.db.databases, office.clock, office.audit);
const NEEDS_CERVIX = {
  eligibility: {
    all: [
      { fact: 'residency.status', is: 'registered' },
      { fact: 'age', between: [50, 74] },
      { fact: 'organ.cervix', is: 'present' },
    ],
  },
};
/** Two in region 01, two in region 03, one of each with a first registered sex; and a row that is wrong. */
const path = file(
  csv(
    [
      { first_registered_sex: 'female' },
      {},
      { first_registered_sex: 'male', region: '03', municipality: '0380', district: '0380R001' },
      { region: '03', municipality: '0380', district: '0380R001' },
    ]
      .map((input) => {
        const identity = office.number();
        const birth_date = `${identity.slice(0, 4)}-${identity.slice(4, 6)}-${identity.slice(6, 8)}`;
        return row({ identity, birth_date, ...input });
      })
      .concat(row({ identity: 'not a number', birth_date: '1966-01-01' })),
  ),
);

const stored = () =>
  office.query<{ n: number }>(
    `SELECT (SELECT count(*) FROM screening.resident_facts) + (SELECT count(*) FROM screening.imports)
       + (SELECT count(*) FROM identity.identifiers) AS n`,
    [],
    'kallelse_import',
  );

describe('a first load that is only looked at', () => {
  it('takes a programme in force to decide anybody', async () => {
    await expect(previewing().run({ path, actor: anna })).rejects.toMatchObject({
      code: 'PROGRAMMES_NOT_ACTIVE',
    });
    await office.inForce(NEEDS_CERVIX);
  });

  it('says how many would be asked under either presumption, and stores nothing', async () => {
    const either = async (presumption: 'first-registered-sex' | 'none') =>
      previewing().run({ path, actor: anna, presumption });
    expect(await either('first-registered-sex')).toMatchObject({
      ...{ residents: 4, wouldEnquire: 2, rows: 5, rejected: 1 },
      programmes: [
        { programme: 'trial', region: '01', count: 1 },
        { programme: 'trial', region: '03', count: 1 },
      ],
    });
    expect(await either('none')).toMatchObject({ residents: 4, wouldEnquire: 4 });
    expect(await stored()).toEqual([{ n: 0 }]);
    expect(existsSync(`${path}.rejected.csv`)).toBe(false);
  });

  it('goes by what each region has set', async () => {
    const set = { actor: anna, reason: 'decided by the region' };
    await presumptions().set({ ...set, region: '03', presumption: 'none' });
    expect(await previewing().run({ path, actor: anna })).toMatchObject({
      wouldEnquire: 3,
      presumption: 'as set',
    });
    await presumptions().set({ ...set, region: null, presumption: 'none' });
    await presumptions().set({ ...set, region: '03', presumption: 'first-registered-sex' });
    expect((await previewing().run({ path, actor: anna })).programmes).toEqual([
      { programme: 'trial', region: '01', count: 2 },
      { programme: 'trial', region: '03', count: 1 },
    ]);
    const { standard, settings } = await presumptions().list();
    expect([standard, settings.map(({ region, presumption }) => [region, presumption])]).toEqual([
      'none',
      [
        [null, 'none'],
        ['03', 'first-registered-sex'],
      ],
    ]);
    await expect(presumptions().set({ ...set, region: '3', presumption: 'none' })).rejects.toMatchObject({
      code: 'REGION_FORM',
    });
  });
});

describe('a region that presumes nothing', () => {
  it('has no presumption in sources or facts, ever; another has them; a change of the setting changes nobody', async () => {
    const [here, there] = await office.register(
      { first_registered_sex: 'female', region: '01' },
      { first_registered_sex: 'female', region: '03', municipality: '0380', district: '0380R001' },
    );
    const known = async (identity = '') =>
      office.query<{ cervix: string | null; statements: number }>(
        `SELECT organ_cervix AS cervix, (SELECT count(*)::int FROM screening.organ_statements AS said
           WHERE said.resident_id = facts.resident_id) AS statements FROM screening.resident_facts AS facts WHERE resident_id = $1`,
        [await office.residentOf(identity)],
        'kallelse_import',
      );
    expect(await known(here)).toEqual([{ cervix: null, statements: 0 }]);
    expect(await known(there)).toEqual([{ cervix: 'present', statements: 1 }]);
    const set = { actor: anna, reason: 'decided anew', presumption: 'first-registered-sex' as const };
    await presumptions().set({ ...set, region: null });
    office.later(1);
    await office.register({ identity: here ?? '', first_registered_sex: 'female', family_name: 'Ny' });
    expect(await known(here)).toEqual([{ cervix: null, statements: 0 }]);
  });
});
