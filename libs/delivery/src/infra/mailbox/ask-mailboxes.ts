import { MOST_ASKED, type DigitalChannel } from '../../domain/digital-channel';
import { backoff, PAUSED, type ChunkLease, type ChunkLeases, type Postponed } from '../chunk-lease';
import { readPauses } from '../pauses';
import { admit, noteOutcome } from '../provider-pace';
import { keepAnswers, readUnasked, type UnaskedResident } from './known-mailboxes';

/**
 * Asks a service which residents of a chunk have a mailbox there, as far as that is not known. Numbers leave the house only
 * as messages do: not while sending is paused, nor to a service that rests.
 * @returns what stands in the way; undefined: all is known
 */
export async function askMailboxes(
  leases: ChunkLeases,
  lease: ChunkLease,
  channel: DigitalChannel,
): Promise<Postponed | undefined> {
  const waiting = `contact.chunk_id = $1 AND contact.state = 'waiting'`;
  for (;;) {
    const next = await leases.holding(lease, async (tx): Promise<Postponed | readonly UnaskedResident[]> => {
      const unasked = await readUnasked(tx, waiting, [lease.chunkId], MOST_ASKED);
      if (unasked.length === 0) return unasked;
      const pauses = await readPauses(tx, lease.batchId);
      if (pauses.isPaused) return { code: 'SENDING_PAUSED', ...PAUSED };
      // Whoever waits for this channel is left where they are by the gate.
      if (pauses.channels.includes(channel.name)) return [];
      const admission = await admit(tx, channel.name);
      return admission.kind === 'resting'
        ? { code: 'PROVIDER_RESTING', seconds: admission.seconds }
        : unasked;
    });
    if ('code' in next) return next;
    if (next.length === 0) return undefined;
    const answer = await channel.reachable?.(next.map(({ number }) => number));
    await leases.holding(lease, async (tx) => {
      await noteOutcome(tx, channel.name, answer?.kind === 'told');
      if (answer?.kind === 'told') await keepAnswers(tx, next, answer.numbers);
    });
    if (answer?.kind !== 'told')
      return { code: `PROVIDER_${answer?.code ?? 'UNABLE'}`, seconds: backoff(lease.attempts) };
  }
}
