import { parseDefinition } from '@kallelse/eligibility';
import { parseDuration, today, type Clock, type Duration } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { MOST_RECEIPTS, type DigitalChannel } from '../domain/digital-channel';
import { putUnreadOnPaper, readUnread, recordReceipts } from '../infra/message-receipts';

/** A service is asked about the same message at most so often. */
const ASK_EVERY_MS = 60 * 60 * 1000;

/** After this a message without programme rules (an enquiry, a correction) goes on paper: that of the shipped programmes. */
const WITHOUT_RULES = parseDuration('P14D') as Duration;

/** What became of messages since they were last asked about. */
export interface FollowCounts {
  /** Messages that the service was asked about. */
  readonly asked: number;
  /** Letters planned for messages that stayed unread. */
  readonly onPaper: number;
  /** Why the service told nothing more; absent: it was asked about everything. */
  readonly trouble?: string;
}

/**
 * Follows messages that an inbox took: asks what became of them, and puts on paper what nobody has read in the time its
 * programme gives (`channels.toPaperAfter`). What was planned goes out with the next runs of its batch.
 */
export class FollowMessages {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    /** Of messages of a service that is not configured nobody knows what became: nothing follows. */
    private readonly channels: readonly DigitalChannel[],
  ) {}

  async run(signal?: AbortSignal): Promise<FollowCounts> {
    let [asked, onPaper] = [0, 0];
    const trouble: string[] = [];
    for (const channel of this.channels) {
      const told = channel.tellsReceipts ? await this.ask(channel, signal) : { asked: 0 };
      asked += told.asked;
      if (told.trouble !== undefined) trouble.push(`${channel.name} ${told.trouble}`);
      if (channel.unreadGoesOnPaper) onPaper += await this.onPaper(channel);
    }
    return { asked, onPaper, ...(trouble.length === 0 ? {} : { trouble: trouble.join(', ') }) };
  }

  private async ask(
    channel: DigitalChannel,
    signal: AbortSignal | undefined,
  ): Promise<{ asked: number; trouble?: string }> {
    const { clock } = this;
    let asked = 0;
    const before = new Date(clock.now().getTime() - ASK_EVERY_MS);
    while (signal?.aborted !== true) {
      const messages = await this.databases.transaction('kallelse_delivery', (tx) =>
        readUnread(tx, channel.name, before, { today: today(clock), limit: MOST_RECEIPTS }),
      );
      if (messages.length === 0) break;
      const answer = await channel.receipts(messages.map(({ reference }) => reference));
      if (answer.kind === 'not-told') return { asked, trouble: answer.code };
      await this.databases.transaction('kallelse_delivery', (tx) =>
        recordReceipts(tx, messages, answer.receipts, clock.now()),
      );
      asked += messages.length;
    }
    return { asked };
  }

  private async onPaper({ name: channel, tellsReceipts: asksFirst }: DigitalChannel): Promise<number> {
    const rules = await this.databases.query<{ id: number; document: object }>(
      'kallelse_delivery',
      `SELECT id, document FROM screening.definitions WHERE id IN (SELECT definition_id FROM screening.batches)`,
    );
    let letters = 0;
    for (const { definition, after } of [
      { definition: null, after: WITHOUT_RULES },
      ...rules.flatMap(ruleOf),
    ]) {
      letters += await this.databases.transaction('kallelse_delivery', (tx) =>
        putUnreadOnPaper(
          tx,
          { channel, definition, after, asksFirst },
          { now: this.clock.now(), today: today(this.clock) },
        ),
      );
    }
    return letters;
  }
}

function ruleOf({
  id,
  document,
}: {
  id: number;
  document: object;
}): { definition: number; after: Duration }[] {
  const parsed = parseDefinition(document);
  const delivery = parsed.ok ? parsed.value.delivery : undefined;
  const after = delivery?.channels.includes('paper') === true ? delivery.toPaperAfter : undefined;
  return after ? [{ definition: id, after }] : [];
}
