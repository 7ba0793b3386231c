import { parseDefinition, type ChannelName } from '@kallelse/eligibility';
import { today, type Clock } from '@kallelse/kernel';
import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { backoff, PAUSED, type ChunkLease, type ChunkLeases, type Postponed } from '../infra/chunk-lease';
import { sendDigital, type DigitalSending } from '../infra/digital-slices';
import { planDispatches } from '../infra/dispatch-rows';
import { gate } from '../infra/gate';
import { readPauses } from '../infra/pauses';
import { stopAtGate } from '../infra/stop-at-gate';

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
    const gated = await this.passGate(lease);
    // A paused channel holds up its own contacts, not those of another.
    const postponed = gated?.code === 'SENDING_PAUSED' ? gated : ((await this.sendDigital(lease)) ?? gated);
    await this.leases.holding(lease, async (tx) => {
      const left = postponed ?? (await unfinished(tx, lease));
      await this.leases.end(tx, lease, left ?? 'done');
    });
  }

  private async passGate(lease: ChunkLease): Promise<Postponed | undefined> {
    return this.leases.holding(lease, async (tx) => {
      const pauses = await readPauses(tx, lease.batchId);
      if (pauses.isPaused) return { code: 'SENDING_PAUSED', ...PAUSED };
      const [now, asOf] = [this.clock.now(), today(this.clock)];
      const wanted = await this.channelsOf(tx, lease.batchId);
      const channels = this.digital ? wanted : wanted.filter((channel) => channel === 'paper');
      const messages = {
        condition: `dispatch.chunk_id = $1 AND dispatch.channel = '1177'`,
        value: lease.chunkId,
      };
      await stopAtGate(tx, { ...messages, channel: '1177', channels: wanted }, { now, asOf });
      const { passed, suppressed } = await gate(tx, WAITING_IN_CHUNK, [lease.chunkId], asOf);
      for (const [reason, contacts] of suppressed) {
        await tx.query(
          `UPDATE screening.contacts SET state = 'suppressed', reason = $2, changed_at = $3 WHERE id = ANY ($1::bigint[])`,
          [contacts, reason, now],
        );
      }
      const open = await withoutPausedChannels(tx, passed, channels, pauses.channels);
      await planDispatches(tx, open, channels, now);
      return open.length < passed.length ? { code: 'CHANNEL_PAUSED', ...PAUSED } : undefined;
    });
  }

  private async sendDigital(lease: ChunkLease): Promise<Postponed | undefined> {
    if (!this.digital) return this.withoutInbox(lease);
    return sendDigital({ ...this.digital, leases: this.leases, clock: this.clock }, lease);
  }

  /**
   * Messages that were planned while an inbox was configured wait for it: nobody knows whether those under way arrived,
   * and turning hundreds into paper because a setting was forgotten is no decision of ours.
   */
  private async withoutInbox(lease: ChunkLease): Promise<Postponed | undefined> {
    const isLeft = await this.leases.holding(lease, (tx) => hasDigitalLeft(tx, lease));
    return isLeft ? { code: 'INBOX_NOT_CONFIGURED', seconds: backoff(lease.attempts) } : undefined;
  }

  /** The channels of the batch's definition; an enquiry goes the ordinary way. */
  private async channelsOf(tx: EntityManager, batchId: number): Promise<readonly ChannelName[]> {
    const rows = await tx.query<{ document: object }[]>(
      `SELECT document FROM screening.definitions WHERE id = (SELECT definition_id FROM screening.batches WHERE id = $1)`,
      [batchId],
    );
    const parsed = rows[0] && parseDefinition(rows[0].document);
    return parsed?.ok === true ? parsed.value.delivery.channels : ['1177', 'paper'];
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
    `SELECT contact.id FROM screening.contacts AS contact
     LEFT JOIN screening.resident_reach AS reach ON reach.resident_id = screening.present_resident(contact.resident_id)
     WHERE contact.id = ANY ($1::bigint[]) AND NOT ${reachChannelSql('reach', channels)} = ANY ($2::text[]) ORDER BY contact.id`,
    [contacts, paused],
  );
  return rows.map(({ id }) => id);
}

async function hasDigitalLeft(tx: EntityManager, lease: ChunkLease): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM screening.dispatches WHERE chunk_id = $1 AND channel = '1177' AND state IN ('planned', 'rendered', 'dispatching') LIMIT 1`,
    [lease.chunkId],
  );
  return rows.length > 0;
}

/** Nothing is left behind in a chunk that is called done. */
async function unfinished(tx: EntityManager, lease: ChunkLease): Promise<Postponed | undefined> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM screening.contacts AS contact WHERE ${WAITING_IN_CHUNK} LIMIT 1`,
    [lease.chunkId],
  );
  const isLeft = rows.length > 0 || (await hasDigitalLeft(tx, lease));
  return isLeft ? { code: 'CHUNK_UNFINISHED', seconds: backoff(lease.attempts) } : undefined;
}
