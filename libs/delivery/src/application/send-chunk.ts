import { parseDefinition, type ChannelName } from '@kallelse/eligibility';
import { today, type Clock } from '@kallelse/kernel';
import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { DIGITAL_CHANNELS, type DigitalName } from '../domain/digital-channel';
import { askMailboxes } from '../infra/mailbox/ask-mailboxes';
import {
  backoff,
  LONG_TROUBLE,
  PAUSED,
  type ChunkLease,
  type ChunkLeases,
  type Postponed,
} from '../infra/chunk-lease';
import { sendDigital, type MessageSettings, type Service } from '../infra/digital-slices';
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
    /** None: everything goes on paper. */
    private readonly services: readonly Service[],
    private readonly settings: MessageSettings,
  ) {}

  async run(lease: ChunkLease): Promise<void> {
    const wanted = await this.leases.holding(lease, (tx) => channelsOf(tx, lease.batchId));
    const unasked = await this.askMailboxes(lease, wanted);
    const gated = unasked ?? (await this.passGate(lease, wanted));
    // A paused channel holds up its own contacts, not those of another.
    const isHeldUp = gated?.code === 'SENDING_PAUSED' || unasked !== undefined;
    const postponed = isHeldUp ? gated : ((await this.sendDigital(lease, wanted)) ?? gated);
    await this.leases.holding(lease, async (tx) => {
      const left = postponed ?? (await unfinished(tx, lease));
      await this.leases.end(tx, lease, left ?? 'done');
    });
  }

  /** Finds out who has a mailbox; one that cannot be asked for long is done without. */
  private async askMailboxes(
    lease: ChunkLease,
    wanted: readonly ChannelName[],
  ): Promise<Postponed | undefined> {
    for (const { channel } of this.services) {
      if (!channel.reachable || !wanted.includes(channel.name)) continue;
      const trouble = await askMailboxes(this.leases, lease, channel);
      if (trouble && lease.attempts < LONG_TROUBLE) return trouble;
    }
    return undefined;
  }

  private async passGate(lease: ChunkLease, wanted: readonly ChannelName[]): Promise<Postponed | undefined> {
    return this.leases.holding(lease, async (tx) => {
      const pauses = await readPauses(tx, lease.batchId);
      if (pauses.isPaused) return { code: 'SENDING_PAUSED', ...PAUSED };
      const [now, asOf] = [this.clock.now(), today(this.clock)];
      const channels = wanted.filter((name) => name === 'paper' || this.serviceOf(name));
      for (const channel of await digitalLeft(tx, lease)) {
        const condition = `dispatch.chunk_id = $1 AND dispatch.channel = '${channel}'`;
        const messages = { condition, value: lease.chunkId, channel, channels: wanted };
        await stopAtGate(tx, messages, { now, asOf });
      }
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

  /** One service after the other, in the order of the rules: whoever has no inbox at one is next at another. */
  private async sendDigital(
    lease: ChunkLease,
    wanted: readonly ChannelName[],
  ): Promise<Postponed | undefined> {
    const { leases, clock, settings } = this;
    let postponed: Postponed | undefined;
    const order = [...wanted, ...DIGITAL_CHANNELS.filter((name) => !wanted.includes(name))];
    for (const name of order) {
      const service = this.serviceOf(name);
      if (!service) continue;
      const otherwise = wanted.slice(wanted.indexOf(name) + 1).filter((next) => this.serviceOf(next));
      const sending = { ...service, ...settings, leases, clock, otherwise: [...otherwise, 'paper'] } as const;
      const trouble = await sendDigital(sending, lease);
      postponed ??= trouble;
    }
    return postponed ?? this.withoutService(lease);
  }

  /**
   * Messages that were planned while a service was configured wait for it: nobody knows whether those under way arrived,
   * and turning hundreds into paper because a setting was forgotten is no decision of ours.
   */
  private async withoutService(lease: ChunkLease): Promise<Postponed | undefined> {
    const left = await this.leases.holding(lease, (tx) => digitalLeft(tx, lease));
    return left.some((name) => !this.serviceOf(name))
      ? { code: 'INBOX_NOT_CONFIGURED', seconds: backoff(lease.attempts) }
      : undefined;
  }

  private serviceOf(name: ChannelName): Service | undefined {
    return this.services.find(({ channel }) => channel.name === name);
  }
}

/** The channels of the batch's definition; an enquiry goes the ordinary way. */
async function channelsOf(tx: EntityManager, batchId: number): Promise<readonly ChannelName[]> {
  const rows = await tx.query<{ document: object }[]>(
    `SELECT document FROM screening.definitions WHERE id = (SELECT definition_id FROM screening.batches WHERE id = $1)`,
    [batchId],
  );
  const parsed = rows[0] && parseDefinition(rows[0].document);
  return parsed?.ok === true ? parsed.value.delivery.channels : ['1177', 'paper'];
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

/** The digital channels that a chunk still has messages for. */
async function digitalLeft(tx: EntityManager, lease: ChunkLease): Promise<DigitalName[]> {
  const rows = await tx.query<{ channel: DigitalName }[]>(
    `SELECT DISTINCT channel FROM screening.dispatches WHERE chunk_id = $1 AND channel = ANY ($2::text[])
       AND state IN ('planned', 'rendered', 'dispatching') ORDER BY 1`,
    [lease.chunkId, DIGITAL_CHANNELS],
  );
  return rows.map(({ channel }) => channel);
}

/** Nothing is left behind in a chunk that is called done. */
async function unfinished(tx: EntityManager, lease: ChunkLease): Promise<Postponed | undefined> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM screening.contacts AS contact WHERE ${WAITING_IN_CHUNK} LIMIT 1`,
    [lease.chunkId],
  );
  const isLeft = rows.length > 0 || (await digitalLeft(tx, lease)).length > 0;
  return isLeft ? { code: 'CHUNK_UNFINISHED', seconds: backoff(lease.attempts) } : undefined;
}
