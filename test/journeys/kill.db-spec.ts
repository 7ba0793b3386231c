import { type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { killSeeds } from '../support/environment';
import { testOffice } from '../support/office';
import { approvedBatch, fillOffice, REGION_NOW, writeTestRegion } from '../support/region';
import { publishedRuns, sentPieces } from '../support/sent-pieces';
import { InboxOfTests } from '../support/simulated-inbox';

jest.setTimeout(120_000);

/** Enough letters for several print runs and messages for several chunks' slices, few enough to be done soon. */
const MOST = ['--capacity', '90'];

/** A contact with what the database knows of its dispatches. */
interface ContactRow {
  readonly contact: number;
  readonly round: string;
  readonly state: string;
  readonly reason: string | null;
  readonly dispatches: readonly number[];
}

describe.each(killSeeds())('a release that is killed and run again, seed %i', (seed) => {
  const office = testOffice({ KALLELSE_NOW: REGION_NOW, KALLELSE_PRINT_RUN_SIZE: '20' });
  const outbox = join(office.folder, 'artefacts', 'print-outbox');
  let inbox: InboxOfTests;

  beforeAll(async () => {
    const { files } = await writeTestRegion(office, { residents: 1200, seed });
    await fillOffice(office, files);
    inbox = await InboxOfTests.start({ noAccountRate: 0.4, slowMs: 30 });
    office.set({ KALLELSE_1177_URL: inbox.url });
  }, 180_000);
  afterAll(() => inbox.stop());

  /** A number from `least` to `most` that follows from the seed. */
  const drawn = (name: string, least: number, most: number): number =>
    least + (createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE(0) % (most - least + 1));

  /** Releases a batch in a process of its own and kills it once something is so; tells whether it came to that. */
  async function killOnce(batch: number, isSo: () => boolean | Promise<boolean>): Promise<boolean> {
    const child = office.start(['batch', 'release', String(batch), '--as', 'bo']);
    const ended = once(child, 'exit');
    while (isRunning(child) && !(await isSo())) await delay(2);
    child.kill('SIGKILL');
    await ended;
    return child.signalCode === 'SIGKILL';
  }

  /** What half a minute would do: the database's clock is the one that counts. */
  const expireLeases = (): Promise<unknown> =>
    office.query(`UPDATE screening.chunks SET lease_until = clock_timestamp() WHERE state = 'leased'`);

  /** What a person would do: run the same command again, later. */
  async function runOn(batch: number): Promise<void> {
    await expireLeases();
    await office.done('batch', 'release', String(batch), '--as', 'bo');
  }

  const contactsOf = (batch: number): Promise<ContactRow[]> =>
    office.query<ContactRow>(
      `SELECT contact.id::int AS contact, contact.resident_id || ' ' || contact.episode_id || ' ' || contact.step AS round, contact.state,
         contact.reason, array_agg(dispatch.id::int) FILTER (WHERE dispatch.id IS NOT NULL) AS dispatches
       FROM screening.contacts AS contact LEFT JOIN screening.dispatches AS dispatch ON dispatch.contact_id = contact.id
       WHERE contact.batch_id = $1 AND contact.kind = 'invitation' GROUP BY contact.id`,
      [batch],
    );

  /** Everybody selected has exactly one letter or message, or a reason why not. */
  async function expectEverybodyOnce(batch: number, selected: number): Promise<void> {
    const contacts = await contactsOf(batch);
    const { letters, messages } = await sentPieces(office.printFolder, inbox);
    const sent = [...letters, ...messages];
    const pieces = (own: readonly number[] | null): number =>
      sent.filter((dispatch) => own?.includes(dispatch)).length;
    expect(contacts).toHaveLength(selected);
    expect(new Set(contacts.map(({ round }) => round)).size).toBe(selected);
    const wrong = contacts.filter(({ state, reason, dispatches }) => {
      if (state === 'handed-over') return pieces(dispatches) !== 1;
      return reason === null || pieces(dispatches) > (state === 'unknown' ? 1 : 0);
    });
    expect(wrong).toEqual([]);
    const unfinished = contacts.filter(({ state }) => ['waiting', 'in-progress'].includes(state));
    expect(unfinished).toEqual([]);
    await expectReconciled(batch, selected, contacts);
  }

  async function expectReconciled(
    batch: number,
    selected: number,
    contacts: readonly ContactRow[],
  ): Promise<void> {
    type Figures = { step: string; selected: number; addsUp: boolean; states: Record<string, number> };
    const figures = await office.json<Figures[]>('batch', 'reconcile', String(batch));
    expect(figures.map(({ addsUp }) => addsUp)).not.toContain(false);
    expect(figures[0]).toMatchObject({ step: 'invitation', selected });
    const handedOver = contacts.filter(({ state }) => state === 'handed-over').length;
    expect(figures[0]?.states['handed-over']).toBe(handedOver);
    expect(readdirSync(outbox)).toEqual([]);
  }

  it('among messages under way: nobody gets two', async () => {
    const { id, selected } = await approvedBatch(office, '--programme', 'cervical', ...MOST);
    const moment = drawn('requests', 1, 40);
    expect(await killOnce(id, async () => (await inbox.counts()).requests >= moment)).toBe(true);
    await runOn(id);
    await expectEverybodyOnce(id, selected);
  });

  it('while letters are rendered: no run is printed twice', async () => {
    const { id, selected } = await approvedBatch(
      office,
      '--programme',
      'colorectal',
      '--municipality',
      '0180',
      ...MOST,
    );
    const hasBegun = (): boolean => existsSync(outbox) && readdirSync(outbox).length > 0;
    expect(await killOnce(id, hasBegun)).toBe(true);
    await runOn(id);
    await expectEverybodyOnce(id, selected);
  });

  it('between the outbox and the print folder: the run that was rendered is the one that appears', async () => {
    const { id, selected } = await approvedBatch(office, '--programme', 'opt', ...MOST);
    const obstacle = join(office.printFolder, `b${id}-paper-1`);
    mkdirSync(obstacle, { recursive: true });
    writeFileSync(join(obstacle, 'in-the-way'), '');
    const isPublishing = async (): Promise<boolean> => {
      const rows = await office.query(`SELECT FROM screening.print_runs WHERE state = 'publishing'`);
      return rows.length > 0;
    };
    expect(await killOnce(id, isPublishing)).toBe(true);
    const [rendered] = readdirSync(outbox).filter((name) => name.startsWith(`b${id}-paper-1.`));
    expect(rendered).toBeDefined();
    rmSync(obstacle, { recursive: true });
    await runOn(id);
    await expectEverybodyOnce(id, selected);
  });

  it('right after a run has appeared: its letters are handed over, and not printed again', async () => {
    const { id, selected } = await approvedBatch(office, '--programme', 'breast', ...MOST);
    const marker = join(office.printFolder, `b${id}-paper-1`, 'READY');
    await killOnce(id, () => existsSync(marker));
    const before = publishedRuns(office.printFolder);
    await runOn(id);
    expect(publishedRuns(office.printFolder)).toEqual(expect.arrayContaining(before));
    await expectEverybodyOnce(id, selected);
  });

  it('with an inbox that knows no key: what was under way is unknown, listed, and not sent again', async () => {
    office.set({ KALLELSE_1177_RECOVERY: 'none' });
    await inbox.behave({ idempotent: false, tellsStatus: false, slowMs: 400 });
    const earlier = new Set(Object.keys(await inbox.requests()));
    const requests = async (): Promise<number[]> =>
      Object.entries(await inbox.requests()).flatMap(([key, times]) => (earlier.has(key) ? [] : [times]));
    const { id, selected } = await approvedBatch(
      office,
      '--programme',
      'colorectal',
      '--municipality',
      '0127',
      ...MOST,
    );
    expect(await killOnce(id, async () => (await requests()).length > 0)).toBe(true);
    const caught = await office.query<{ id: number }>(
      `SELECT contact_id::int AS id FROM screening.dispatches WHERE batch_id = $1 AND state = 'dispatching' ORDER BY 1`,
      [id],
    );
    expect(caught.length).toBeGreaterThan(0);
    await runOn(id);
    const listed = await office.json<{ contact: number; state: string }[]>('batch', 'unsent', String(id));
    const unknown = listed.filter(({ state }) => state === 'unknown').map(({ contact }) => contact);
    expect(unknown.sort((a, b) => a - b)).toEqual(caught.map((row) => row.id));
    expect(await office.done('batch', 'unsent', String(id))).toContain('not sent again by itself');
    expect((await requests()).filter((times) => times > 1)).toEqual([]);
    await expectEverybodyOnce(id, selected);
    office.set({ KALLELSE_1177_RECOVERY: 'same-key' });
    await inbox.behave({ idempotent: true, tellsStatus: true, slowMs: 30 });
  });
});

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
