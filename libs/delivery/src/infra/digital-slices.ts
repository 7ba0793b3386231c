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
import { handOverContactsOf, moveContactsOf, moveDispatches, planDispatches } from './dispatch-rows';
import { readDefinitions, toLetterInput } from './letter-inputs';
import { readLetterRows, type LetterRow } from './letter-rows';
import { readSenders } from './letter-units';
import { tryHard } from './try-hard';

export interface DigitalSending {
  readonly leases: ChunkLeases;
  readonly clock: Clock;
  readonly channel: DigitalChannel;
  readonly catalogue: TemplateCatalogue;
  readonly languageUrl: string;
}

/** Messages under way at once from one chunk. */
const SLICE = 40;

/**
 * Sends what a chunk has for the digital inbox, slice by slice: each dispatch is `dispatching` in a committed row before
 * the call goes out. First what an earlier lease left under way is recovered as the channel says.
 * @returns undefined when all are done, or the code of what stands in the way
 */
export async function sendDigital(sending: DigitalSending, lease: ChunkLease): Promise<string | undefined> {
  const left = await prepare(sending, lease, `dispatch.state = 'dispatching'`);
  const recovered = await deliver(sending, lease, left, true);
  if (recovered !== undefined) return recovered;
  for (;;) {
    const slice = await prepare(sending, lease, `dispatch.state IN ('planned', 'rendered')`);
    if (slice.length === 0) return undefined;
    const trouble = await deliver(sending, lease, slice, false);
    if (trouble !== undefined) return trouble;
  }
}

/** Renders the next messages and commits that they are under way; those that cannot be rendered are held. */
function prepare(sending: DigitalSending, lease: ChunkLease, states: string): Promise<DigitalLetter[]> {
  return sending.leases.holding(lease, async (tx) => {
    const now = sending.clock.now();
    const rows = await readLetterRows(
      tx,
      `dispatch.id IN (SELECT id FROM screening.dispatches AS dispatch WHERE chunk_id = $1 AND channel = '1177' AND ${states} ORDER BY id LIMIT ${SLICE})`,
      [lease.chunkId],
    );
    const { letters, held } = await render(tx, sending, rows, today(sending.clock));
    for (const [code, dispatches] of held) {
      await moveDispatches(tx, dispatches, 'failed', now, code);
      await moveContactsOf(tx, dispatches, 'held', now, code);
    }
    const ids = letters.map(({ dispatchId }) => dispatchId);
    await tx.query(
      `UPDATE screening.dispatches SET state = 'rendered', changed_at = $2 WHERE id = ANY ($1::bigint[]) AND state = 'planned'`,
      [ids, now],
    );
    await tx.query(
      `UPDATE screening.dispatches SET state = 'dispatching', changed_at = $2 WHERE id = ANY ($1::bigint[]) AND state = 'rendered'`,
      [ids, now],
    );
    return letters;
  });
}

async function render(
  tx: EntityManager,
  { catalogue, languageUrl }: DigitalSending,
  rows: readonly LetterRow[],
  letterDate: PlainDate,
) {
  const senders = await readSenders(tx);
  const context = { letterDate, languageUrl, catalogue, definitions: await readDefinitions(tx, rows) };
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
  letters: readonly DigitalLetter[],
  isRecovery: boolean,
): Promise<string | undefined> {
  const results = new Map<number, SendResult>();
  await Promise.all(
    letters.map(async (letter) => {
      results.set(
        letter.dispatchId,
        await tryHard(channel, letter, dispatchKey(letter.dispatchId), isRecovery),
      );
    }),
  );
  if (results.size === 0) return undefined;
  return leases.holding(lease, (tx) => record(tx, lease, results, channel.recovery === 'none', clock));
}

/** Writes down what the service said; what nobody knows stays under way, or becomes `unknown` when it cannot be found out. */
async function record(
  tx: EntityManager,
  lease: ChunkLease,
  results: ReadonlyMap<number, SendResult>,
  neverKnown: boolean,
  clock: Clock,
): Promise<string | undefined> {
  const now = clock.now();
  const of = (kind: SendResult['kind']): number[] =>
    [...results].flatMap(([id, result]) => (result.kind === kind ? [id] : []));
  const accepted = of('accepted');
  const references = accepted.map((id) => (results.get(id) as { reference: string }).reference);
  await tx.query(
    `UPDATE screening.dispatches AS dispatch SET state = 'accepted', provider_reference = given.reference, changed_at = $3
     FROM unnest($1::bigint[], $2::text[]) AS given(id, reference) WHERE dispatch.id = given.id`,
    [accepted, references, now],
  );
  await handOverContactsOf(tx, accepted, now, today(clock));
  await onPaperInstead(tx, lease, of('no-account'), 'no-account', now);
  await onPaperInstead(tx, lease, of('refused'), 'refused-by-service', now);
  const uncertain = of('uncertain');
  if (neverKnown) {
    await moveDispatches(tx, uncertain, 'unknown', now, 'no-answer');
    await moveContactsOf(tx, uncertain, 'unknown', now, 'no-answer');
  }
  const notSent = of('not-sent');
  await moveDispatches(tx, notSent, 'failed', now, 'not-sent');
  await planDispatches(tx, lease.chunkId, await contactsOf(tx, notSent), ['1177', 'paper'], now);
  const trouble = [...results.values()].find(
    ({ kind }) => kind === 'not-sent' || (kind === 'uncertain' && !neverKnown),
  );
  return trouble && 'code' in trouble ? `PROVIDER_${trouble.code}` : undefined;
}

async function onPaperInstead(
  tx: EntityManager,
  lease: ChunkLease,
  dispatches: readonly number[],
  reason: string,
  now: Date,
): Promise<void> {
  await moveDispatches(tx, dispatches, 'failed', now, reason);
  await planDispatches(tx, lease.chunkId, await contactsOf(tx, dispatches), ['paper'], now);
}

async function contactsOf(tx: EntityManager, dispatches: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ contact_id: number }[]>(
    'SELECT contact_id FROM screening.dispatches WHERE id = ANY ($1::bigint[])',
    [dispatches],
  );
  return rows.map(({ contact_id: id }) => id);
}
