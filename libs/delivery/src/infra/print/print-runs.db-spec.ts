import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TemplateCatalogue } from '@kallelse/letters';
import { publishedRuns, sha256Of } from '@test/support/sent-pieces';
import { deliveryOffice } from '../../../spec/delivery-office';
import { PrintFolder } from './print-folder';
import { MARKER } from './run-exit';

jest.setTimeout(120_000);

const office = deliveryOffice();
const folderOf = (run: string): string => office.print.pathOf(run);
const outbox = (): string[] => readdirSync(join(office.artefacts, 'print-outbox'));

beforeAll(() => office.begin());

/** A batch whose letters are planned and sealed into a run that is not written. */
async function sealed(people = 4): Promise<{ batch: number; run: string }> {
  await office.register(...Array.from({ length: people }, () => ({})));
  const batch = await office.released();
  await office.step(batch);
  const [row] = await office.asDelivery<{ run: string }>(
    'SELECT id AS run FROM screening.print_runs WHERE batch_id = $1',
    [batch],
  );
  return { batch, run: row?.run ?? '' };
}

async function stateOf(run: string): Promise<string | undefined> {
  const rows = await office.asDelivery<{ state: string }>(
    'SELECT state FROM screening.print_runs WHERE id = $1',
    [run],
  );
  return rows[0]?.state;
}

const killed = (): Promise<never> => Promise.reject(new Error('killed'));

/** Dies after the run has been handed over and before anybody has written that down. */
class PrintFolderThatDies extends PrintFolder {
  override async publish(runId: string, fence: number): Promise<void> {
    await super.publish(runId, fence);
    await killed();
  }
}

const dies = (batch: number, print: PrintFolder): Promise<void> =>
  expect(office.work(batch, office.worker({ print }))).rejects.toThrow('killed');

describe('a print run', () => {
  it('has a manifest that adds up and names every letter of its membership once', async () => {
    const { batch, run } = await sealed(5);
    await office.work(batch);
    const manifest = publishedRuns(office.print.folder).find((one) => one.run === run);
    const dispatches = (await office.dispatches(batch)).map(({ id }) => id);
    expect(manifest?.letters.map(({ dispatchId }) => dispatchId).sort((a, b) => a - b)).toEqual(dispatches);
    const pages = manifest?.letters.flatMap(({ firstPage, lastPage }) => [firstPage, lastPage]);
    expect(pages?.[0]).toBe(1);
    expect(pages?.at(-1)).toBe(manifest?.files[0]?.pages);
    const gaps = manifest?.letters
      .slice(1)
      .filter((one, i) => one.firstPage !== (manifest.letters[i]?.lastPage ?? 0) + 1);
    expect(gaps).toEqual([]);
    expect(readdirSync(folderOf(run)).sort()).toEqual([
      MARKER,
      'letters.pdf',
      'manifest.csv',
      'manifest.json',
    ]);
    expect(outbox()).toEqual([]);
  });

  it('has an id that follows from its batch, and the same bytes when it is made again', async () => {
    const { batch, run } = await sealed();
    expect(run).toBe(`b${batch}-paper-1`);
    const first = new (class extends PrintFolder {
      hash = '';
      override sync(_: string, folder: string): Promise<void> {
        this.hash = sha256Of(join(folder, 'letters.pdf'));
        return killed();
      }
    })(office.artefacts);
    await dies(batch, first);
    expect(await stateOf(run)).toBe('sealed');
    await office.workAgain(batch);
    expect(sha256Of(join(folderOf(run), 'letters.pdf'))).toBe(first.hash);
  });

  it('killed before it is renamed is published as it is, never rendered again', async () => {
    const { batch, run } = await sealed();
    await dies(
      batch,
      new (class extends PrintFolder {
        override publish = killed;
      })(office.artefacts),
    );
    expect([await stateOf(run), existsSync(folderOf(run))]).toEqual(['publishing', false]);
    const begin = jest.spyOn(office.print, 'begin');
    await office.workAgain(batch);
    expect(begin).not.toHaveBeenCalled();
    expect([await stateOf(run), existsSync(join(folderOf(run), MARKER))]).toEqual(['written', true]);
  });

  it('that a supplier is taking away while it is handed over again leaves no marker without its letters', async () => {
    const { batch, run } = await sealed();
    await dies(batch, new PrintFolderThatDies(office.artefacts));
    for (const name of readdirSync(folderOf(run))) rmSync(join(folderOf(run), name));
    await office.workAgain(batch);
    expect(readdirSync(folderOf(run))).toEqual([]);
    expect(await office.standing(batch)).toEqual(['handed-over: 4']);
  });

  it('that was written on the disk of another machine is not called handed over, and waits for that machine', async () => {
    const { batch, run } = await sealed();
    await dies(
      batch,
      new (class extends PrintFolder {
        override publish = killed;
      })(office.artefacts),
    );
    const elsewhere = new PrintFolder(join(office.artefacts, 'of-another-machine'));
    await expect(office.workAgain(batch, office.worker({ print: elsewhere }))).rejects.toMatchObject({
      code: 'PRINT_FOLDER',
      options: { fix: expect.stringContaining('the same KALLELSE_DATA') as string },
    });
    expect([await stateOf(run), await office.standing(batch)]).toEqual(['publishing', ['in-progress: 4']]);
    await office.workAgain(batch);
    expect(await office.standing(batch)).toEqual(['handed-over: 4']);
  });

  it('once renamed is never written again, also when the supplier has taken it', async () => {
    const { batch, run } = await sealed();
    await dies(batch, new PrintFolderThatDies(office.artefacts));
    rmSync(folderOf(run), { recursive: true });
    await office.workAgain(batch);
    expect([await stateOf(run), existsSync(folderOf(run))]).toEqual(['written', false]);
    expect(await office.standing(batch)).toEqual(['handed-over: 4']);
  });

  it('without its template is not begun, says which is missing, and is written once it is there', async () => {
    const { batch, run } = await sealed();
    const worker = office.worker({ catalogue: new TemplateCatalogue(new Map()) });
    await expect(office.work(batch, worker)).rejects.toMatchObject({ code: 'TEMPLATE_UNKNOWN' });
    expect([await stateOf(run), existsSync(folderOf(run))]).toEqual(['sealed', false]);
    await office.workAgain(batch);
    expect(await office.standing(batch)).toEqual(['handed-over: 4']);
  });

  it('whose folder cannot be written says so, and nothing is half done', async () => {
    const { batch, run } = await sealed();
    const blocked = join(office.artefacts, 'no-folder');
    writeFileSync(blocked, '');
    const trouble = office.work(batch, office.worker({ print: new PrintFolder(blocked) }));
    await expect(trouble).rejects.toMatchObject({
      code: 'PRINT_FOLDER',
      options: { fix: expect.stringContaining('KALLELSE_DATA') as string },
    });
    expect(await stateOf(run)).toBe('sealed');
    expect((await office.dispatches(batch)).map(({ state }) => state)).toEqual(Array(4).fill('planned'));
    await office.workAgain(batch);
    expect(await office.standing(batch)).toEqual(['handed-over: 4']);
  });

  it('never grows: letters planned later go into the next one', async () => {
    await office.register(...Array.from({ length: 3 }, () => ({})));
    const batch = await office.released();
    await office.work(batch, office.worker({ runSize: 2 }));
    const runs = publishedRuns(office.print.folder).filter(({ run }) => run.startsWith(`b${batch}-`));
    expect(runs.map(({ run, letters }) => [run, letters.length])).toEqual([
      [`b${batch}-paper-1`, 2],
      [`b${batch}-paper-2`, 1],
    ]);
  });

  it('is sealed once it is full, while the batch is still being sent; the rest when nothing more comes', async () => {
    // In two chunks, of 250 and 10.
    await office.register(...Array.from({ length: 260 }, () => ({})));
    const batch = await office.released();
    const worker = office.worker({ runSize: 100 });
    const [first] = await worker.open(batch);
    await worker.work(first?.id ?? 0);
    const sealedNow = await office.asDelivery(
      'SELECT id, letters, state FROM screening.print_runs WHERE batch_id = $1 ORDER BY id',
      [batch],
    );
    expect(sealedNow).toEqual([
      { id: `b${batch}-paper-1`, letters: 100, state: 'sealed' },
      { id: `b${batch}-paper-2`, letters: 100, state: 'sealed' },
    ]);
    await office.work(batch, worker);
    expect(await office.standing(batch)).toEqual(['handed-over: 260']);
    const runs = publishedRuns(office.print.folder).filter(({ run }) => run.startsWith(`b${batch}-`));
    expect(runs.map(({ letters }) => letters.length)).toEqual([100, 100, 60]);
  });
});
