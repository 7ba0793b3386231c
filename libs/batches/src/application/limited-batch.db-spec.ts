import { ImportReference } from '@kallelse/population';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { file } from '../../../population/spec/register-file';
import { anna, BatchOffice, bo } from '../../spec/batch-office';
import type { BatchLimits } from '../domain/allot';
import type { BatchPreview } from '../domain/preview';
import { BatchEntity } from '../infra/batch.entity';

const db = testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] });
const office = new BatchOffice(db);

const UNITS =
  'id,name,kind,region,phone,hours,return_address,programmes\n' +
  'n,Norr,clinic,01,08-465 004 00,mån–fre 8–16,"Box 1, 990 00 Provstad",trial\n' +
  's,Syd,clinic,01,08-465 004 00,mån–fre 8–16,"Box 1, 990 00 Provstad",trial\n' +
  'l,Labbet,laboratory,01,08-465 004 00,mån–fre 8–16,"Box 1, 990 00 Provstad",trial\n';
const CATCHMENTS =
  'programme,district,unit,from,until\ntrial,0180R001,n,2020-01-01,\ntrial,0180R002,s,2020-01-01,\n' +
  'trial,0180R001,l,2020-01-01,\ntrial,0180R002,l,2020-01-01,\n';

beforeAll(async () => {
  await office.inForce();
  await office.districts('0180R001', '0180R002', '0180R003');
  for (const [what, text] of [
    ['units', UNITS],
    ['catchments', CATCHMENTS],
  ] as const)
    await new ImportReference(db.databases, office.clock, office.audit).run(what, file(text), anna);
});
beforeEach(async () => {
  await office.nobodyIsDue();
  const people = (n: number, district: string) => Array.from({ length: n }, () => ({ district }));
  await office.register(...people(4, '0180R001'), ...people(3, '0180R002'), ...people(2, '0180R003'));
});

async function plan(more: {
  kind?: 'enquiry';
  limits?: BatchLimits;
  units?: readonly string[];
  capacity?: number;
}): Promise<{ id: number; preview: BatchPreview }> {
  const { id } = await office.batches.plan({ kind: 'invitation', programme: 'trial', ...more }, anna);
  return { id, preview: await office.preview(id) };
}
const selected = ({ districts }: BatchPreview): string[] =>
  districts.map((one) => `${one.district ?? 'none'} ${one.selected}/${one.due}`);

describe('a batch', () => {
  it('takes no more of each unit than its places, and everybody who belongs to none of them', async () => {
    const { preview } = await plan({ limits: { by: 'unit', places: { n: 2, s: 5 }, shares: {} } });
    expect(selected(preview)).toEqual(['0180R001 2/4', '0180R002 3/3', '0180R003 2/2']);
    expect(preview.limits).toEqual([
      { group: 'n', places: 2, due: 4, allotted: 2, lost: 0 },
      { group: 's', places: 5, due: 3, allotted: 3, lost: 2 },
    ]);
    expect(preview).toMatchObject({ selected: 7, leftByCapacity: 2 });
  });

  it('takes no more of the districts of a laboratory than it can analyse, whichever units serve them', async () => {
    const { preview } = await plan({ limits: { by: 'laboratory', places: { l: 5 }, shares: {} } });
    expect(preview.limits).toEqual([{ group: 'l', places: 5, due: 7, allotted: 5, lost: 0 }]);
    expect(preview).toMatchObject({ selected: 7, leftByCapacity: 2 });
  });

  it('gives what one unit does not need to another as its share says, and generates what it showed', async () => {
    const { id, preview } = await plan({ limits: { by: 'unit', places: { n: 2, s: 4 }, shares: { n: 1 } } });
    expect(selected(preview)).toEqual(['0180R001 3/4', '0180R002 3/3', '0180R003 2/2']);
    await office.batches.submit(id, anna);
    await office.batches.approve(id, bo);
    expect(await office.generating.run(id, anna)).toMatchObject({ generated: 8 });
  });

  it('is limited by region, and by its capacity besides', async () => {
    const limits: BatchLimits = { by: 'region', places: { '01': 5 }, shares: {} };
    expect((await plan({ limits })).preview.selected).toBe(5);
    expect((await plan({ limits, capacity: 3 })).preview.selected).toBe(3);
  });

  it('of a unit takes those of its districts alone', async () => {
    expect(selected((await plan({ units: ['s'] })).preview)).toEqual(['0180R002 3/3']);
  });

  it.each([
    [{ units: ['x'] }, 'UNIT_UNKNOWN'],
    [{ limits: { by: 'unit', places: { x: 1 }, shares: {} } as const }, 'UNIT_UNKNOWN'],
    [{ limits: { by: 'region', places: { '02': 1 }, shares: {} } as const }, 'REGION_UNKNOWN'],
    [{ kind: 'enquiry', units: ['n'] } as const, 'BATCH_LIMITS'],
    [{ kind: 'enquiry', limits: { by: 'unit', places: { n: 1 }, shares: {} } } as const, 'BATCH_LIMITS'],
  ])('with a unit or region that there is not, or no use for it, is refused: %j', async (more, code) => {
    await expect(plan(more)).rejects.toMatchObject({ code });
  });
});

it('what has not gone out of a batch is counted by district and reason', async () => {
  const { id } = await plan({});
  await office.batches.submit(id, anna);
  await office.batches.approve(id, bo);
  await office.generating.run(id, anna);
  await office.query(
    `UPDATE screening.contacts SET state = 'held', reason = 'no-slot' WHERE batch_id = $1 AND episode_id IN (
       SELECT id FROM screening.episodes WHERE district = '0180R002')`,
    [id],
  );
  expect(await office.figures.unsentByDistrict(id)).toEqual([
    { district: '0180R001', state: 'waiting', reason: null, count: 4 },
    { district: '0180R002', state: 'held', reason: 'no-slot', count: 3 },
    { district: '0180R003', state: 'waiting', reason: null, count: 2 },
  ]);
});
