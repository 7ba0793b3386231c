import { plainDate } from '@kallelse/kernel';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { BatchOffice, bo } from '../../spec/batch-office';
import { BatchEntity } from '../infra/batch.entity';

const office = new BatchOffice(testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] }));
const PAUSE = { send: { pauses: [{ from: '06-20', until: '08-15' }] } };

const inChunks = async (batch: number): Promise<string[]> => {
  const rows = await office.query<{ step: string }>(
    'SELECT step FROM screening.contacts WHERE batch_id = $1 AND chunk_id IS NOT NULL ORDER BY id',
    [batch],
  );
  return rows.map(({ step }) => step);
};

beforeAll(() => office.inForce(PAUSE));

describe('in a pause of the rules', () => {
  it('an invitation that is released waits for its end, by itself, and says until when', async () => {
    office.day = plainDate('2026-06-20');
    await office.register({});
    const batch = await office.generated();
    await office.releasing.run(batch, bo);
    expect(await inChunks(batch)).toEqual([]);
    expect(await office.figures.unsent(batch, 10)).toMatchObject([{ state: 'waiting', due: '2026-08-16' }]);
    office.day = plainDate('2026-08-15');
    expect(await office.releasingDue.run()).toBe(0);
    office.day = plainDate('2026-08-16');
    expect(await office.releasingDue.run()).toBe(1);
    expect(await inChunks(batch)).toEqual(['invitation']);
  });

  it('a reminder waits as well', async () => {
    office.day = plainDate('2026-05-01');
    await office.nobodyIsDue();
    const [person = ''] = await office.register({});
    const batch = await office.generated();
    await office.releasing.run(batch, bo);
    await office.handOver(person);
    await office.settle();
    office.day = plainDate('2026-07-01');
    expect(await office.releasingDue.run()).toBe(0);
    office.day = plainDate('2026-08-16');
    expect(await office.releasingDue.run()).toBe(1);
  });
});
