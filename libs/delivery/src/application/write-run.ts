import type { EnquiryCodes } from '@kallelse/episodes';
import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { TemplateCatalogue } from '@kallelse/letters';
import type { EntityManager } from 'typeorm';
import { backoff, PAUSED, type ChunkLease, type ChunkLeases } from '../infra/chunk-lease';
import { handOverContactsOf, moveContactsOf, moveDispatches } from '../infra/dispatch-rows';
import { readDefinitions } from '../infra/letter-inputs';
import { codesOf } from '../infra/letter-codes';
import { readLetterRows } from '../infra/letter-rows';
import { readSenders } from '../infra/letter-units';
import { readPauses } from '../infra/pauses';
import { runLints, type RunLint } from '../domain/run-lints';
import type { ListCipher } from '../infra/outreach/encrypt';
import type { PrintFolder } from '../infra/print/print-folder';
import type { RenderThread } from '../infra/print/render-thread';
import { stopAtGate } from '../infra/stop-at-gate';
import { writeRunFiles, type RunToWrite, type WrittenRun } from '../infra/print/write-files';

interface RunRow {
  readonly id: string;
  readonly stream: RunToWrite['stream'];
  readonly letter_date: PlainDate;
  readonly state: 'sealed' | 'publishing' | 'written';
  readonly publish_fence: number | null;
}

export interface PrintSettings {
  readonly languageUrl: string;
  readonly catalogue: TemplateCatalogue;
  readonly codes: EnquiryCodes;
  /** Lists for those who look people up lie apart: a print supplier has nothing to do with them. */
  readonly outreachFolder: PrintFolder;
  readonly cipher: ListCipher;
}

/** Whoever stands on a list gets no letter, so no code. */
const NO_CODES: ReadonlyMap<number, string> = new Map();
const NOBODY = { written: [], held: new Map<string, number[]>(), tooLarge: 0 } as const;

/**
 * Writes one sealed print run and hands it over: the gate once more, files in the outbox, `dispatching` committed, one
 * rename, `handed-over`. A run found between the commit and the end is published, never rendered again. A
 * run that nobody is left in is written without files.
 */
export class WriteRun {
  constructor(
    private readonly leases: ChunkLeases,
    private readonly clock: Clock,
    private readonly folder: PrintFolder,
    private readonly thread: RenderThread,
    private readonly settings: PrintSettings,
  ) {}

  async run(lease: ChunkLease): Promise<void> {
    const runId = lease.runId ?? '';
    const run = await this.leases.holding(lease, (tx) => readRun(tx, runId));
    if (run.state === 'sealed') {
      const isRendered = await this.render(lease, run);
      if (!isRendered) {
        await this.leases.holding(lease, (tx) =>
          this.leases.end(tx, lease, { code: 'SENDING_PAUSED', ...PAUSED }),
        );
        return;
      }
    }
    await this.publish(lease, runId);
    await this.folderOf(run).tidy(runId);
    await this.leases.holding(lease, (tx) => this.leases.end(tx, lease, 'done'));
  }

  private folderOf({ stream }: RunRow): PrintFolder {
    return stream === 'outreach' ? this.settings.outreachFolder : this.folder;
  }

  /** Puts a chunk that failed back, with the problem's code; the next try begins from the rows. */
  async postpone(lease: ChunkLease, code: string): Promise<void> {
    await this.leases.holding(lease, (tx) =>
      this.leases.end(tx, lease, { code, seconds: backoff(lease.attempts) }),
    );
  }

  /** @returns whether it was rendered; false: sending is paused */
  private async render(lease: ChunkLease, run: RunRow): Promise<boolean> {
    const loaded = await this.leases.holding(lease, async (tx) => {
      const pauses = await readPauses(tx, lease.batchId);
      if (pauses.isPaused || pauses.channels.includes(run.stream)) return undefined;
      const members = { condition: 'dispatch.run_id = $1', value: run.id, channel: run.stream };
      await stopAtGate(
        tx,
        { ...members, channels: ['paper'] },
        { now: this.clock.now(), asOf: today(this.clock) },
      );
      const rows = await readLetterRows(
        tx,
        `dispatch.run_id = $1 AND dispatch.state IN ('planned', 'rendered')`,
        [run.id],
      );
      const { languageUrl, catalogue, codes } = this.settings;
      const moment = { now: this.clock.now(), today: today(this.clock) };
      const context = {
        letterDate: run.letter_date,
        languageUrl,
        catalogue,
        definitions: await readDefinitions(tx, rows),
        codes: run.stream === 'outreach' ? NO_CODES : await codesOf(tx, codes, rows, moment),
      };
      return { rows, context, senders: await readSenders(tx) };
    });
    if (!loaded) return false;
    if (loaded.rows.length === 0) {
      await this.leases.holding(lease, (tx) => this.commitRendered(tx, lease, run.id, NOBODY));
      return true;
    }
    const folder = await this.folderOf(run).begin(run.id, lease.fence);
    const target = { id: run.id, stream: run.stream, date: run.letter_date, folder, ...loaded };
    const { cipher } = this.settings;
    const written = await writeRunFiles(this.folderOf(run), this.thread, target, cipher);
    await this.leases.holding(lease, (tx) => this.commitRendered(tx, lease, run.id, written));
    return true;
  }

  private async commitRendered(
    tx: EntityManager,
    lease: ChunkLease,
    runId: string,
    {
      manifest,
      written,
      held,
      tooLarge,
    }: Pick<WrittenRun, 'written' | 'held' | 'tooLarge'> & Partial<WrittenRun>,
  ): Promise<void> {
    const now = this.clock.now();
    for (const [reason, dispatches] of held) {
      await moveDispatches(tx, dispatches, 'failed', now, reason);
      await moveContactsOf(tx, dispatches, 'held', now, reason);
    }
    await tx.query(
      `UPDATE screening.dispatches AS dispatch SET state = 'rendered', changed_at = $2, template = given.template,
         template_version = given."templateVersion", first_page = given."firstPage", last_page = given."lastPage"
       FROM jsonb_to_recordset($1::jsonb) AS given("dispatchId" bigint, template text, "templateVersion" text, "firstPage" int, "lastPage" int)
       WHERE dispatch.id = given."dispatchId"`,
      [JSON.stringify(manifest?.letters ?? []), now],
    );
    await tx.query(
      `UPDATE screening.dispatches SET state = 'rendered', changed_at = $2 WHERE id = ANY ($1::bigint[]) AND state = 'planned'`,
      [written, now],
    );
    await moveDispatches(tx, written, 'dispatching', now);
    await this.holdUnread(tx, runId, now);
    await tx.query(
      `UPDATE screening.print_runs SET state = $6, publish_fence = $2, letters = $3, pages = $4, files = $5, lints = $7 WHERE id = $1`,
      [
        ...[runId, lease.fence, written.length, manifest?.totals.pages ?? 0],
        ...[JSON.stringify(manifest?.files ?? []), written.length === 0 ? 'written' : 'publishing'],
        JSON.stringify(await this.lintsOf(tx, runId, written.length, tooLarge)),
      ],
    );
  }

  /** What the supplier may not like; lists go to nobody who prints. */
  private async lintsOf(
    tx: EntityManager,
    runId: string,
    letters: number,
    tooLarge: number,
  ): Promise<RunLint[]> {
    const [row] = await tx.query<{ stream: string; others: number }[]>(
      `SELECT run.stream, coalesce((SELECT sum(letters) FROM screening.print_runs AS other WHERE other.letter_date = run.letter_date
         AND other.stream <> 'outreach' AND other.id <> run.id AND other.state IN ('publishing', 'written')), 0)::int AS others
       FROM screening.print_runs AS run WHERE run.id = $1`,
      [runId],
    );
    if (letters === 0 || row?.stream === 'outreach') return [];
    return runLints({ tooLarge }, letters + (row?.others ?? 0), this.clock.now());
  }

  /** Whoever has no record to write a letter from is held, not lost. */
  private async holdUnread(tx: EntityManager, runId: string, now: Date): Promise<void> {
    const rows = await tx.query<{ id: number }[]>(
      `SELECT id FROM screening.dispatches WHERE run_id = $1 AND state IN ('planned', 'rendered')`,
      [runId],
    );
    const unread = rows.map(({ id }) => id);
    await moveDispatches(tx, unread, 'failed', now, 'record-missing');
    await moveContactsOf(tx, unread, 'held', now, 'record-missing');
  }

  private async publish(lease: ChunkLease, runId: string): Promise<void> {
    const run = await this.leases.holding(lease, (tx) => readRun(tx, runId));
    if (run.state === 'written') return;
    await this.folderOf(run).publish(runId, run.publish_fence ?? lease.fence, lease.fence);
    await this.leases.holding(lease, async (tx) => {
      const now = this.clock.now();
      const dispatches = await tx.query<{ id: number }[]>(
        `SELECT id FROM screening.dispatches WHERE run_id = $1 AND state = 'dispatching'`,
        [runId],
      );
      const ids = dispatches.map(({ id }) => id);
      await moveDispatches(tx, ids, 'handed-over', now);
      if (run.stream === 'outreach') await moveContactsOf(tx, ids, 'held', now, 'outreach');
      else await handOverContactsOf(tx, ids, now, today(this.clock));
      await tx.query(`UPDATE screening.print_runs SET state = 'written', written_at = $2 WHERE id = $1`, [
        runId,
        now,
      ]);
    });
  }
}

async function readRun(tx: EntityManager, id: string): Promise<RunRow> {
  const rows = await tx.query<RunRow[]>(
    'SELECT id, stream, letter_date, state, publish_fence FROM screening.print_runs WHERE id = $1',
    [id],
  );
  if (!rows[0]) throw new Error('a print chunk without its run');
  return rows[0];
}
