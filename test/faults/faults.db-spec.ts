import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { faultRun, testEnvironment } from '../support/environment';
import { testOffice } from '../support/office';
import { approvedBatch, fillOffice, REGION_DAY, REGION_NOW, writeTestRegion } from '../support/region';
import { definitionsFolder } from '@kallelse/programmes';
import { type Draw, type Fault, faultsOf } from '../support/faults/faults';
import { Plant } from '../support/faults/plant';
import { piecesByContact, type ContactPieces } from '../support/faults/pieces';

const { residents, moments, seed, capacity } = faultRun();
const PROGRAMMES = ['cervical', 'colorectal'];
const LONG = 3_600_000;

jest.setTimeout(LONG);

/**
 * The whole plant at work on batches while one thing after the other goes wrong at drawn moments. The short form
 * runs with the other suites; `npm run test:faults` draws a seed, prints it, and strikes thirty times and more among
 * 5,000 dispatches.
 */
describe(`a plant in which everything breaks, seed ${seed}`, () => {
  // Before the office's own, which takes its folder away.
  afterAll(() => plant.stop());
  // A crash loses what was not synced: the database keeps its promises as it would in earnest.
  const office = testOffice(
    { KALLELSE_NOW: REGION_NOW, KALLELSE_PRINT_RUN_SIZE: '60' },
    { synchronous_commit: 'on' },
  );
  const batches: number[] = [];
  const struck: string[] = [];
  let plant: Plant;
  let selected = 0;

  beforeAll(async () => {
    const { files } = await writeTestRegion(office, { residents, seed });
    await fillOffice(office, files);
    await writeToMailboxes('cervical');
    for (let moment = 0; moment < moments; moment++) {
      const programme = PROGRAMMES[moment % PROGRAMMES.length] ?? '';
      const batch = await approvedBatch(
        office,
        '--programme',
        programme,
        '--capacity',
        String(capacity),
        '--seed',
        String(seed),
      );
      batches.push(batch.id);
      selected += batch.selected;
    }
    plant = await Plant.start(office, testEnvironment.redisUrl !== undefined);
  }, LONG);

  /** Puts rules in force by which whoever has a secure mailbox is written to there. */
  async function writeToMailboxes(programme: string): Promise<void> {
    const version = '2026.2';
    const text = readFileSync(join(definitionsFolder(), `${programme}.yaml`), 'utf8');
    const file = join(office.folder, `${programme}.yaml`);
    writeFileSync(
      file,
      text
        .replace(`'2026.1'`, `'${version}'`)
        .replace('validFrom: 2026-01-01', `validFrom: ${REGION_DAY}`)
        .replace(`['1177', paper]`, `[secure-mailbox, '1177', paper]`),
    );
    await office.done('programme', 'submit', file, '--as', 'anna');
    await office.done('programme', 'approve', `${programme}@${version}`, '--as', 'bo');
  }

  const drawFor =
    (name: string): Draw =>
    (least, highest) =>
      least +
      (createHash('sha256').update(`${seed} ${name} ${least}`).digest().readUInt32BE(0) %
        (highest - least + 1));

  /** The faults in a drawn order, each as often as any other. */
  function planned(): readonly Fault[] {
    const all = faultsOf(plant);
    const rounds = Array.from({ length: Math.ceil(moments / all.length) }, (_, round) => {
      const place = ({ name }: Fault): number => drawFor(`${round} ${name}`)(0, 1e9);
      return [...all].sort((a, b) => place(a) - place(b));
    });
    return rounds.flat().slice(0, moments);
  }

  const pieces = (): Promise<ContactPieces[]> => piecesByContact(plant, batches);

  async function expectNothingTwice(): Promise<void> {
    for (const service of plant.services) expect(await service.counts()).toMatchObject({ twice: 0 });
    expect((await pieces()).filter((one) => one.pieces > 1)).toEqual([]);
  }

  /** Every batch adds up at any moment, whatever is under way. */
  async function expectReconciled(): Promise<void> {
    for (const batch of batches) {
      const rows = await plant.ask<{ generated: number; contacts: number }>(
        `SELECT batch.generated, (SELECT count(*)::int FROM screening.contacts AS contact
           WHERE contact.batch_id = batch.id AND contact.kind = 'invitation') AS contacts
         FROM screening.batches AS batch WHERE id = $1`,
        [batch],
      );
      expect(rows).toEqual([{ generated: rows[0]?.contacts, contacts: rows[0]?.generated }]);
    }
  }

  /** How many letters and messages are still to go. */
  async function underWay(): Promise<number> {
    const [row] = await plant.ask<{ open: number }>(
      `SELECT count(*)::int AS open FROM screening.contacts
       WHERE batch_id = ANY ($1::bigint[]) AND chunk_id IS NOT NULL AND state IN ('waiting', 'in-progress')`,
      [batches],
    );
    return row?.open ?? 0;
  }

  it('sends everybody exactly one letter or message, or lists why not, with nobody lifting a hand', async () => {
    for (const [moment, fault] of planned().entries()) {
      const draw = drawFor(`moment ${moment}`);
      await office.done('batch', 'release', String(batches[moment]), '--no-wait', '--as', 'bo');
      await delay(draw(0, 600));
      const open = await underWay();
      await fault.strike(plant, draw);
      if (open > 0) struck.push(fault.name);
      await expectNothingTwice();
      await expectReconciled();
    }
    for (const service of plant.services) await service.behave({ slowMs: 0 });
    while ((await underWay()) > 0) await delay(300);
    plant.supplier.take();
    await expectNothingTwice();
    await expectReconciled();
    const all = await pieces();
    expect(all).toHaveLength(selected);
    const wrong = all.filter(({ state, reason, pieces: n }) =>
      state === 'handed-over' ? n !== 1 : n !== 0 || reason === null,
    );
    expect(wrong).toEqual([]);
    expect(plant.supplier.unfinished).toEqual([]);
    for (const service of plant.services) expect((await service.counts()).delivered).toBeGreaterThan(0);
    // Otherwise little was tried.
    expect(struck.length).toBeGreaterThan(0.8 * moments);
  });
});
