import { parseDefinition } from '@kallelse/eligibility';
import { plainDate, toDay, toPlainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { PROGRAMME } from '../../../episodes/spec/screening-office';
import { createDue, rankDue } from './due';

jest.setTimeout(120_000);

const db = testDatabase();
const parsed = parseDefinition(PROGRAMME);
if (!parsed.ok) throw new Error('the definition is wrong');
const definition = parsed.value;
const asOf = plainDate('2026-03-02');

interface Waiting {
  readonly resident: number;
  readonly since: number;
}

/** A batch over whoever waits; returns who was selected. */
async function batch(
  tx: EntityManager,
  waiting: readonly Waiting[],
  capacity: number,
  seed: string,
): Promise<ReadonlySet<number>> {
  await tx.query('TRUNCATE due');
  await tx.query(
    'INSERT INTO due (resident_id, waits_since, last_call) SELECT resident, since, false FROM unnest($1::bigint[], $2::date[]) AS w (resident, since)',
    [waiting.map(({ resident }) => resident), waiting.map(({ since }) => toPlainDate(since))],
  );
  await rankDue(tx, { definition, seed, capacity, limits: null, asOf });
  const rows = await tx.query<{ id: number }[]>('SELECT resident_id AS id FROM due WHERE is_selected');
  return new Set(rows.map(({ id }) => id));
}

/** Months of arrivals that no batch can keep up with, then batches until nobody waits. */
const queue = fc.record({
  capacity: fc.integer({ min: 1, max: 6 }),
  /** Of each month: how long before it the newcomers had begun to wait, in days. */
  arrivals: fc.array(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 0, maxLength: 12 }), {
    minLength: 6,
    maxLength: 12,
  }),
  seed: fc.string({ minLength: 1, maxLength: 4 }),
});

describe('the order of selection', () => {
  it('starves nobody in 1,000 batches, however small the capacity and however many come later', async () => {
    let batches = 0;
    await db.databases.transaction('kallelse_selection', async (tx) => {
      await createDue(tx);
      await fc.assert(
        fc.asyncProperty(queue, async ({ capacity, arrivals, seed }) => {
          let waiting: Waiting[] = [];
          let next = 1;
          for (let month = 0; month < arrivals.length || waiting.length > 0; month++) {
            const day = toDay(plainDate('2026-01-01')) + 30 * month;
            const newcomers = (arrivals[month] ?? []).map((before) => ({
              resident: next++,
              since: day - before,
            }));
            waiting = [...waiting, ...newcomers];
            const selected = await batch(tx, waiting, capacity, `${seed} ${month}`);
            expect(selected.size).toBe(Math.min(capacity, waiting.length));
            const left = waiting.filter(({ resident }) => !selected.has(resident));
            const taken = waiting.filter(({ resident }) => selected.has(resident));
            const latest = Math.max(...taken.map(({ since }) => since));
            expect(left.filter(({ since }) => since < latest)).toEqual([]);
            waiting = left;
            batches++;
          }
        }),
        { numRuns: 60, seed: 20261126 },
      );
    });
    expect(batches).toBeGreaterThan(1000);
  });

  it('draws among equals by the seed: again the same, by another seed others', async () => {
    await db.databases.transaction('kallelse_selection', async (tx) => {
      await createDue(tx);
      const equals = Array.from({ length: 40 }, (_, i) => ({
        resident: i + 1,
        since: toDay(plainDate('2026-01-01')),
      }));
      const [one, again, other] = [
        await batch(tx, equals, 10, 'one'),
        await batch(tx, [...equals].reverse(), 10, 'one'),
        await batch(tx, equals, 10, 'other'),
      ];
      expect(again).toEqual(one);
      expect(other).not.toEqual(one);
    });
  });

  it('is the same wherever people live: neither area nor what is known of it makes an invitation later', async () => {
    await db.databases.transaction('kallelse_selection', async (tx) => {
      await createDue(tx);
      const day = toDay(plainDate('2026-01-01'));
      const people = Array.from({ length: 40 }, (_, i) => ({ resident: i + 1, since: day - (i % 7) }));
      const anywhere = await batch(tx, people, 15, 'seed');
      await tx.query(
        `UPDATE due SET is_selected = false, area_type = 1 + resident_id % 5, district = 'd' || resident_id % 3, municipality = '0180', region = '01'`,
      );
      await rankDue(tx, { definition, seed: 'seed', capacity: 15, limits: null, asOf });
      const rows = await tx.query<{ id: number }[]>('SELECT resident_id AS id FROM due WHERE is_selected');
      expect(new Set(rows.map(({ id }) => id))).toEqual(anywhere);
    });
  });
});
