import type { EnquiryCodes } from '@kallelse/episodes';
import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import { renderMessage, type TemplateCatalogue } from '@kallelse/letters';
import type { EntityManager } from 'typeorm';
import {
  dispatchKey,
  type DigitalChannel,
  type DigitalLetter,
  type SendResult,
} from '../domain/digital-channel';
import type { ChunkLease, ChunkLeases } from './chunk-lease';
import { moveContactsOf, moveDispatches } from './dispatch-rows';
import { readDefinitions, toLetterInput } from './letter-inputs';
import { codesOf } from './letter-codes';
import { readLetterRows, type LetterRow } from './letter-rows';
import { readSenders } from './letter-units';
import { readPauses } from './pauses';
import { recordResults } from './record-results';
import { tryHard } from './try-hard';

export interface DigitalSending {
  readonly leases: ChunkLeases;
  readonly clock: Clock;
  readonly channel: DigitalChannel;
  readonly catalogue: TemplateCatalogue;
  readonly languageUrl: string;
  readonly codes: EnquiryCodes;
}

/** Messages under way at once from one chunk. */
const SLICE = 40;

/** The next messages of a chunk. */
interface Slice {
  /** How many dispatches were looked at; 0: there are no more. */
  readonly found: number;
  readonly letters: readonly DigitalLetter[];
  /** Dispatches of which the service, when it does not know them, will not come to know them. */
  readonly settled: ReadonlySet<number>;
  /** On the clock of {@link performance}: after it nothing of the slice is sent by this process. */
  readonly sendUntil: number;
  readonly isPaused: boolean;
}

/** Well within a lease, and within the time a message takes to settle. */
const SEND_WITHIN_MS = 20_000;

/**
 * Sends what a chunk has for the digital inbox, slice by slice: each dispatch is `dispatching` in a committed row before
 * the call goes out. First what an earlier lease left under way is recovered as the channel says.
 * @returns undefined when all are done, or the code of what stands in the way
 */
export async function sendDigital(sending: DigitalSending, lease: ChunkLease): Promise<string | undefined> {
  const left = await prepare(sending, lease, 'under-way');
  // Recovering may mean sending again: what is paused stays as it is.
  if (left.isPaused) return 'CHANNEL_PAUSED';
  const recovered = await deliver(sending, lease, left, true);
  if (recovered !== undefined) return recovered;
  for (;;) {
    const slice = await prepare(sending, lease, 'planned');
    if (slice.isPaused) return 'CHANNEL_PAUSED';
    if (slice.found === 0) return undefined;
    const trouble = await deliver(sending, lease, slice, false);
    if (trouble !== undefined) return trouble;
  }
}

const STATES = { 'under-way': `'dispatching'`, planned: `'planned', 'rendered'` } as const;

/** Renders the next messages and commits that they are under way; those that cannot be rendered are held. */
function prepare(sending: DigitalSending, lease: ChunkLease, which: keyof typeof STATES): Promise<Slice> {
  // Begun before the rows say that they are under way, so that it ends before anybody else may believe they are not.
  const sendUntil = performance.now() + SEND_WITHIN_MS;
  return sending.leases.holding(lease, async (tx) => {
    const now = sending.clock.now();
    if (await isPaused(tx, lease))
      return { found: 0, letters: [], settled: new Set<number>(), sendUntil, isPaused: true };
    const found = await readSlice(tx, lease, which, sending.channel.settlingMs);
    const ids = found.map(({ id }) => id);
    const rows = await readLetterRows(tx, 'dispatch.id = ANY ($1::bigint[])', [ids]);
    const { letters, held } = await render(tx, sending, rows, today(sending.clock));
    const read = new Set(rows.map((row) => row.dispatch_id));
    const unread = ids.filter((id) => !read.has(id));
    if (unread.length > 0) held.set('record-missing', unread);
    for (const [code, dispatches] of held) {
      // What was under way may have arrived: that it cannot be rendered any more does not tell.
      const [end, state] =
        which === 'planned' ? (['failed', 'held'] as const) : (['unknown', 'unknown'] as const);
      await moveDispatches(tx, dispatches, end, now, code);
      await moveContactsOf(tx, dispatches, state, now, code);
    }
    if (which === 'planned') await markUnderWay(tx, letters, now);
    const settled = new Set(found.flatMap(({ id, is_settled: isSettled }) => (isSettled ? [id] : [])));
    return { found: ids.length, letters, settled, sendUntil, isPaused: false };
  });
}

function readSlice(
  tx: EntityManager,
  lease: ChunkLease,
  which: keyof typeof STATES,
  settlingMs: number,
): Promise<{ id: number; is_settled: boolean | null }[]> {
  return tx.query(
    `SELECT id, sent_at < clock_timestamp() - make_interval(secs => $2) AS is_settled FROM screening.dispatches
     WHERE chunk_id = $1 AND channel = '1177' AND state IN (${STATES[which]}) ORDER BY id LIMIT ${SLICE}`,
    [lease.chunkId, settlingMs / 1000],
  );
}

async function isPaused(tx: EntityManager, lease: ChunkLease): Promise<boolean> {
  const pauses = await readPauses(tx, lease.batchId);
  return pauses.isPaused || pauses.channels.includes('1177');
}

async function markUnderWay(tx: EntityManager, letters: readonly DigitalLetter[], now: Date): Promise<void> {
  const ids = letters.map(({ dispatchId }) => dispatchId);
  for (const [from, to] of [
    ['planned', 'rendered'],
    ['rendered', 'dispatching'],
  ]) {
    await tx.query(
      `UPDATE screening.dispatches SET state = $3, changed_at = $4, sent_at = clock_timestamp() WHERE id = ANY ($1::bigint[]) AND state = $2`,
      [ids, from, to, now],
    );
  }
}

async function render(
  tx: EntityManager,
  { catalogue, languageUrl, codes: issuer, clock }: DigitalSending,
  rows: readonly LetterRow[],
  letterDate: PlainDate,
) {
  const senders = await readSenders(tx);
  const definitions = await readDefinitions(tx, rows);
  const codes = await codesOf(tx, issuer, rows, { now: clock.now(), today: today(clock) });
  const context = { letterDate, languageUrl, catalogue, definitions, codes };
  const letters: DigitalLetter[] = [];
  const held = new Map<string, number[]>();
  for (const row of rows) {
    const result = renderMessage(toLetterInput(row, 'ordinary', context), senders.units, catalogue);
    if ('held' in result) {
      const code = result.held.problems[0]?.code ?? 'letter-problem';
      held.set(code, [...(held.get(code) ?? []), row.dispatch_id]);
      continue;
    }
    const { subject, docBook, plainText } = result.message;
    const sender = senders.hsaIds.get(row.unit_id ?? '');
    letters.push({
      dispatchId: row.dispatch_id,
      personalNumber: row.number ?? '',
      subject,
      docBook,
      plainText,
      sender,
    });
  }
  return { letters, held };
}

async function deliver(
  { channel, leases, clock }: DigitalSending,
  lease: ChunkLease,
  { letters, settled, sendUntil }: Slice,
  isRecovery: boolean,
): Promise<string | undefined> {
  const results = new Map<number, SendResult>();
  await Promise.all(
    letters.map(async (letter) => {
      const { dispatchId } = letter;
      const trying = {
        key: dispatchKey(dispatchId),
        isRecovery,
        isSettled: settled.has(dispatchId),
        maySend: () => performance.now() < sendUntil,
      };
      results.set(dispatchId, await tryHard(channel, letter, trying));
    }),
  );
  if (results.size === 0) return undefined;
  return leases.holding(lease, (tx) => recordResults(tx, results, clock));
}
