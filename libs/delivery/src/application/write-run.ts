import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { TemplateCatalogue } from '@kallelse/letters';
import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { backoff, type ChunkLease, type ChunkLeases } from '../infra/chunk-lease';
import { handOverContactsOf, moveContactsOf, moveDispatches, planDispatches } from '../infra/dispatch-rows';
import { gate } from '../infra/gate';
import { readDefinitions } from '../infra/letter-inputs';
import { readLetterRows } from '../infra/letter-rows';
import { readSenders } from '../infra/letter-units';
import { readPauses } from '../infra/pauses';
import type { PrintFolder } from '../infra/print/print-folder';
import type { RenderThread } from '../infra/print/render-thread';
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
}

const PAUSED_SECONDS = 30;

/**
 * Writes one sealed print run and hands it over: the gate once more, files in the outbox, `dispatching` committed, one
 * rename, the marker, `handed-over`. A run found between the commit and the end is published, never rendered again.
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
      const outcome = await this.render(lease, run);
      if (outcome === 'paused') {
        await this.leases.holding(lease, (tx) =>
          this.leases.end(tx, lease, { code: 'SENDING_PAUSED', seconds: PAUSED_SECONDS }),
        );
        return;
      }
    }
    if (run.state !== 'written') await this.publish(lease, runId);
    await this.leases.holding(lease, (tx) => this.leases.end(tx, lease, 'done'));
    await this.folder.tidy(runId);
  }

  /** Puts a chunk that failed back, with the problem's code; the next try begins from the rows. */
  async postpone(lease: ChunkLease, code: string): Promise<void> {
    await this.leases.holding(lease, (tx) =>
      this.leases.end(tx, lease, { code, seconds: backoff(lease.attempts) }),
    );
  }

  private async render(lease: ChunkLease, run: RunRow): Promise<'rendered' | 'paused'> {
    const loaded = await this.leases.holding(lease, async (tx) => {
      const pauses = await readPauses(tx, lease.batchId);
      if (pauses.isPaused || pauses.channels.includes(run.stream)) return undefined;
      await this.stopAtGate(tx, run);
      const rows = await readLetterRows(
        tx,
        `dispatch.run_id = $1 AND dispatch.state IN ('planned', 'rendered')`,
        [run.id],
      );
      const { languageUrl, catalogue } = this.settings;
      const context = {
        letterDate: run.letter_date,
        languageUrl,
        catalogue,
        definitions: await readDefinitions(tx, rows),
      };
      return { rows, context, senders: await readSenders(tx) };
    });
    if (!loaded) return 'paused';
    const folder = await this.folder.begin(run.id, lease.fence);
    const target = { id: run.id, stream: run.stream, date: run.letter_date, folder, ...loaded };
    const written = await writeRunFiles(this.folder, this.thread, target);
    await this.leases.holding(lease, (tx) => this.commitRendered(tx, lease, run.id, written));
    return 'rendered';
  }

  /** Between the send gate and the printer something may have changed: who must not be written to leaves the run. */
  private async stopAtGate(tx: EntityManager, run: RunRow): Promise<void> {
    const now = this.clock.now();
    const members = `contact.id IN (SELECT contact_id FROM screening.dispatches WHERE run_id = $1 AND state IN ('planned', 'rendered')) AND contact.state = 'in-progress'`;
    const { suppressed } = await gate(tx, members, [run.id], today(this.clock));
    for (const [reason, contacts] of suppressed) {
      const dispatches = await dispatchesOf(tx, run.id, contacts);
      await moveDispatches(tx, dispatches, 'suppressed', now, reason);
      await moveContactsOf(tx, dispatches, 'suppressed', now, reason);
    }
    const moved = await tx.query<{ id: number; contact_id: number; chunk_id: number }[]>(
      `SELECT dispatch.id, dispatch.contact_id, dispatch.chunk_id FROM screening.dispatches AS dispatch
       JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
       LEFT JOIN screening.resident_merges AS merge ON merge.absorbed_id = contact.resident_id AND merge.split_at IS NULL
       LEFT JOIN screening.resident_reach AS reach ON reach.resident_id = coalesce(merge.survivor_id, contact.resident_id)
       WHERE dispatch.run_id = $1 AND dispatch.state IN ('planned', 'rendered') AND ${reachChannelSql('reach', ['paper'])} <> $2`,
      [run.id, run.stream],
    );
    await moveDispatches(
      tx,
      moved.map(({ id }) => id),
      'cancelled',
      now,
      'reach-changed',
    );
    for (const { contact_id: contact, chunk_id: chunk } of moved)
      await planDispatches(tx, chunk, [contact], ['paper'], now);
  }

  private async commitRendered(
    tx: EntityManager,
    lease: ChunkLease,
    runId: string,
    { manifest, written, held }: WrittenRun,
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
      [JSON.stringify(manifest.letters), now],
    );
    await tx.query(
      `UPDATE screening.dispatches SET state = 'rendered', changed_at = $2 WHERE id = ANY ($1::bigint[]) AND state = 'planned'`,
      [written, now],
    );
    await moveDispatches(tx, written, 'dispatching', now);
    await tx.query(
      `UPDATE screening.print_runs SET state = 'publishing', publish_fence = $2, letters = $3, pages = $4, files = $5 WHERE id = $1`,
      [runId, lease.fence, written.length, manifest.totals.pages, JSON.stringify(manifest.files)],
    );
  }

  private async publish(lease: ChunkLease, runId: string): Promise<void> {
    const run = await this.leases.holding(lease, (tx) => readRun(tx, runId));
    await this.folder.publish(runId, run.publish_fence ?? lease.fence);
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

async function dispatchesOf(
  tx: EntityManager,
  runId: string,
  contacts: readonly number[],
): Promise<number[]> {
  const rows = await tx.query<{ id: number }[]>(
    `SELECT id FROM screening.dispatches WHERE run_id = $1 AND contact_id = ANY ($2::bigint[]) AND state IN ('planned', 'rendered')`,
    [runId, contacts],
  );
  return rows.map(({ id }) => id);
}
