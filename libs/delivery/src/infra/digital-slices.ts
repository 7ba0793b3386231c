import type { ChannelName } from '@kallelse/eligibility';
import type { EnquiryCodes } from '@kallelse/episodes';
import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import { renderMessage, type TemplateCatalogue } from '@kallelse/letters';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import {
  dispatchKey,
  isAnswer,
  type DigitalChannel,
  type DigitalLetter,
  type SendResult,
} from '../domain/digital-channel';
import { backoff, PAUSED, type ChunkLease, type ChunkLeases, type Postponed } from './chunk-lease';
import { moveContactsOf, moveDispatches } from './dispatch-rows';
import { readDefinitions, toLetterInput } from './letter-inputs';
import { codesOf } from './letter-codes';
import { readLetterRows, type LetterRow } from './letter-rows';
import { readSenders } from './letter-units';
import { readPauses } from './pauses';
import { admit, noteOutcome, takeTurn } from './provider-pace';
import { recordResults } from './record-results';
import { tryHard } from './try-hard';

/** A digital service, and how many messages a second it takes at most, from all processes together; absent: any number. */
export interface Service {
  readonly channel: DigitalChannel;
  readonly perSecond?: number | undefined;
}

/** What messages are made from. */
export interface MessageSettings {
  readonly catalogue: TemplateCatalogue;
  readonly languageUrl: string;
  readonly codes: EnquiryCodes;
}

export interface DigitalSending extends Service, MessageSettings {
  readonly leases: ChunkLeases;
  readonly clock: Clock;
  /** The ways of whoever has no inbox there, or is refused. */
  readonly otherwise: readonly ChannelName[];
}

/** Messages under way at once from one chunk. */
const SLICE = 40;
/** Whoever's turn is later lets others go first. */
const LONGEST_TURN_MS = 10_000;

/** The next messages of a chunk. */
interface Slice {
  /** How many dispatches were looked at; 0: there are no more. */
  readonly found: number;
  readonly letters: readonly DigitalLetter[];
  /** Dispatches of which the service, when it does not know them, will not come to know them. */
  readonly settled: ReadonlySet<number>;
  /** On the clock of {@link performance}: when it is the slice's turn, and after when nothing of it is sent by this process. */
  readonly sendFrom: number;
  readonly sendUntil: number;
}

const NOTHING: Slice = { found: 0, letters: [], settled: new Set(), sendFrom: 0, sendUntil: 0 };

/** Well within a lease, and within the time a message takes to settle. */
const SEND_WITHIN_MS = 20_000;

/** Why nothing may be sent now; undoes what its transaction has done. */
class NotNow extends Error {
  constructor(readonly postponed: Postponed) {
    super(postponed.code);
  }
}

/**
 * Sends what a chunk has for the digital inbox, slice by slice: each dispatch is `dispatching` in a committed row before
 * the call goes out. First what an earlier lease left under way is recovered as the channel says, which may mean sending
 * again: a pause holds for it as well.
 * @returns undefined when all are done, or what stands in the way
 */
export async function sendDigital(
  sending: DigitalSending,
  lease: ChunkLease,
): Promise<Postponed | undefined> {
  sending.channel.check?.();
  try {
    for (const which of ['under-way', 'planned'] as const) {
      for (;;) {
        const slice = await prepare(sending, lease, which);
        if (slice.found === 0) break;
        const code = await deliver(sending, lease, slice, which === 'under-way');
        if (code !== undefined) return { code, seconds: backoff(lease.attempts) };
      }
    }
    return undefined;
  } catch (error) {
    if (error instanceof NotNow) return error.postponed;
    throw error;
  }
}

const STATES = { 'under-way': `'dispatching'`, planned: `'planned', 'rendered'` } as const;

/** Renders the next messages and commits that they are under way; those that cannot be rendered are held. */
function prepare(sending: DigitalSending, lease: ChunkLease, which: keyof typeof STATES): Promise<Slice> {
  // Begun before the rows say that they are under way, so that it ends before anybody else may believe they are not.
  const sendUntil = performance.now() + SEND_WITHIN_MS;
  return sending.leases.holding(lease, async (tx) => {
    const now = sending.clock.now();
    const waiting = await readSlice(tx, lease, which, sending.channel);
    if (waiting.length === 0) return NOTHING;
    const found = waiting.slice(0, await mostNow(tx, sending, lease));
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
    const turn = await turnOf(tx, sending, letters.length);
    if (which === 'planned') await markUnderWay(tx, letters, now);
    const settled = new Set(found.flatMap(({ id, is_settled: isSettled }) => (isSettled ? [id] : [])));
    return { found: ids.length, letters, settled, sendFrom: performance.now() + turn, sendUntil };
  });
}

function readSlice(
  tx: EntityManager,
  lease: ChunkLease,
  which: keyof typeof STATES,
  { name, settlingMs }: DigitalChannel,
): Promise<{ id: number; is_settled: boolean | null }[]> {
  return tx.query(
    `SELECT id, sent_at < clock_timestamp() - make_interval(secs => $2) AS is_settled FROM screening.dispatches
     WHERE chunk_id = $1 AND channel = $3 AND state IN (${STATES[which]}) ORDER BY id LIMIT ${SLICE}`,
    [lease.chunkId, settlingMs / 1000, name],
  );
}

/** How many messages may be taken on now. */
async function mostNow(
  tx: EntityManager,
  { perSecond = Infinity, channel: { name } }: DigitalSending,
  lease: ChunkLease,
): Promise<number> {
  const pauses = await readPauses(tx, lease.batchId);
  if (pauses.isPaused || pauses.channels.includes(name))
    throw new NotNow({ code: 'CHANNEL_PAUSED', ...PAUSED });
  const admission = await admit(tx, name);
  if (admission.kind === 'resting')
    throw new NotNow({ code: 'PROVIDER_RESTING', seconds: admission.seconds });
  return admission.kind === 'trial' ? 1 : Math.min(SLICE, Math.max(1, Math.floor(perSecond)));
}

/** Milliseconds until it is the turn of so many messages. */
async function turnOf(
  tx: EntityManager,
  { perSecond, channel }: DigitalSending,
  messages: number,
): Promise<number> {
  if (perSecond === undefined || messages === 0) return 0;
  const turn = await takeTurn(tx, channel.name, messages, perSecond);
  if (turn > LONGEST_TURN_MS)
    throw new NotNow({ code: 'PROVIDER_BUSY', seconds: Math.ceil(turn / 1000), isPause: true });
  return turn;
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
    const input = toLetterInput(row, 'ordinary', context);
    const result = renderMessage(input, senders.units, catalogue);
    if ('held' in result) {
      const code = result.held.problems[0]?.code ?? 'letter-problem';
      held.set(code, [...(held.get(code) ?? []), row.dispatch_id]);
      continue;
    }
    const { subject, docBook, plainText } = result.message;
    const sender = senders.hsaIds.get(row.unit_id ?? '');
    const unit = senders.units[row.unit_id ?? ''];
    letters.push({
      dispatchId: row.dispatch_id,
      personalNumber: row.number ?? '',
      subject,
      docBook,
      plainText,
      language: input.language,
      help: unit ? `${unit.name}, ${unit.phone}` : '',
      sender,
    });
  }
  return { letters, held };
}

async function deliver(
  { channel, leases, clock, otherwise }: DigitalSending,
  lease: ChunkLease,
  { letters, settled, sendFrom, sendUntil }: Slice,
  isRecovery: boolean,
): Promise<string | undefined> {
  const results = new Map<number, SendResult>();
  await delay(Math.max(0, sendFrom - performance.now()));
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
  return leases.holding(lease, async (tx) => {
    await noteOutcome(tx, channel.name, [...results.values()].some(isAnswer));
    return recordResults(tx, results, { name: channel.name, otherwise }, clock);
  });
}
