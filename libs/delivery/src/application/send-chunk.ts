import { parseDefinition, type ChannelName } from '@kallelse/eligibility';
import { today, type Clock } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { backoff, type ChunkLease, type ChunkLeases, type Postponed } from '../infra/chunk-lease';
import { sendDigital, type DigitalSending } from '../infra/digital-slices';
import { planDispatches } from '../infra/dispatch-rows';
import { gate } from '../infra/gate';
import { readPauses } from '../infra/pauses';
import { reachChannelSql } from '@kallelse/population';

/** How long a chunk that may not go on rests before it is looked at again. */
const PAUSED_SECONDS = 30;

/**
 * Works one chunk of contacts: the gate, a dispatch on the channel that reaches each, and the digital ones sent. What
 * goes on paper waits, planned, for a print run. Every step is committed with the lease's fence, so that a worker that
 * was thought dead can do nothing more; running it again goes on where it stopped.
 */
export class SendChunk {
  constructor(
    private readonly leases: ChunkLeases,
    private readonly clock: Clock,
    /** Absent: no digital inbox is configured, everything goes on paper. */
    private readonly digital: Omit<DigitalSending, 'leases' | 'clock'> | undefined,
  ) {}

  async run(lease: ChunkLease): Promise<void> {
    const postponed = (await this.passGate(lease)) ?? (await this.sendDigital(lease));
    await this.leases.holding(lease, (tx) => this.leases.end(tx, lease, postponed ?? 'done'));
  }

  private async passGate(lease: ChunkLease): Promise<Postponed | undefined> {
    return this.leases.holding(lease, async (tx) => {
      const pauses = await readPauses(tx, lease.batchId);
      if (pauses.isPaused) return { code: 'SENDING_PAUSED', seconds: PAUSED_SECONDS };
      const now = this.clock.now();
      const { passed, suppressed } = await gate(tx, WAITING_IN_CHUNK, [lease.chunkId], today(this.clock));
      for (const [reason, contacts] of suppressed) {
        await tx.query(
          `UPDATE screening.contacts SET state = 'suppressed', reason = $2, changed_at = $3 WHERE id = ANY ($1::bigint[])`,
          [contacts, reason, now],
        );
      }
      const channels = await this.channelsOf(tx, lease.batchId);
      const open = await withoutPausedChannels(tx, passed, channels, pauses.channels);
      await planDispatches(tx, lease.chunkId, open, channels, now);
      return open.length < passed.length ? { code: 'CHANNEL_PAUSED', seconds: PAUSED_SECONDS } : undefined;
    });
  }

  private async sendDigital(lease: ChunkLease): Promise<Postponed | undefined> {
    if (!this.digital) return this.withoutInbox(lease);
    const code = await sendDigital({ ...this.digital, leases: this.leases, clock: this.clock }, lease);
    return code === undefined ? undefined : { code, seconds: backoff(lease.attempts) };
  }

  /**
   * Messages that were planned while an inbox was configured wait for it: nobody knows whether those under way arrived,
   * and turning hundreds into paper because a setting was forgotten is no decision of ours.
   */
  private async withoutInbox(lease: ChunkLease): Promise<Postponed | undefined> {
    const rows = await this.leases.holding(lease, (tx) =>
      tx.query<unknown[]>(
        `SELECT 1 FROM screening.dispatches WHERE chunk_id = $1 AND channel = '1177' AND state IN ('planned', 'rendered', 'dispatching') LIMIT 1`,
        [lease.chunkId],
      ),
    );
    return rows.length > 0 ? { code: 'INBOX_NOT_CONFIGURED', seconds: PAUSED_SECONDS } : undefined;
  }

  /** The channels of the batch's definition that there are; an enquiry goes the ordinary way. */
  private async channelsOf(tx: EntityManager, batchId: number): Promise<readonly ChannelName[]> {
    const rows = await tx.query<{ document: object }[]>(
      `SELECT document FROM screening.definitions WHERE id = (SELECT definition_id FROM screening.batches WHERE id = $1)`,
      [batchId],
    );
    const parsed = rows[0] && parseDefinition(rows[0].document);
    const wanted: readonly ChannelName[] =
      parsed?.ok === true ? parsed.value.delivery.channels : ['1177', 'paper'];
    return this.digital ? wanted : wanted.filter((channel) => channel === 'paper');
  }
}

const WAITING_IN_CHUNK = `contact.chunk_id = $1 AND contact.state = 'waiting'`;

async function withoutPausedChannels(
  tx: EntityManager,
  contacts: readonly number[],
  channels: readonly ChannelName[],
  paused: readonly string[],
): Promise<readonly number[]> {
  if (paused.length === 0) return contacts;
  const rows = await tx.query<{ id: number }[]>(
    `SELECT contact.id FROM screening.contacts AS contact LEFT JOIN screening.resident_reach AS reach USING (resident_id)
     WHERE contact.id = ANY ($1::bigint[]) AND NOT ${reachChannelSql('reach', channels)} = ANY ($2::text[]) ORDER BY contact.id`,
    [contacts, paused],
  );
  return rows.map(({ id }) => id);
}
