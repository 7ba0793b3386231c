import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { confirmHeld } from '../infra/confirm-held';
import { settleAnswers } from '../infra/settle-answers';
import { settleEnds, type EndCounts } from '../infra/settle-ends';
import { settleHandOvers } from '../infra/settle-hand-overs';
import { settleMerges } from '../infra/settle-merges';
import { settleStops } from '../infra/settle-stops';
import { roundRules } from '../infra/round-rules';
import { settleTimes } from '../infra/times/settle-times';

export interface SettleCounts extends EndCounts {
  readonly handedOver: number;
  readonly remindersPlanned: number;
  readonly merged: number;
  /** Contacts stopped because their batch was recalled or their rules were withdrawn. */
  readonly stopped: number;
  /** Booked times of rounds that are over, free for others. */
  readonly freed: number;
}

/**
 * Brings rounds up to date with what has happened elsewhere: contacts handed over, tests, opt-outs, deaths and moves
 * recorded, time passed, residents merged. Set-based, idempotent, one transaction; run after every import and chunk,
 * and by the sweeper, so that nothing hangs on a message that was lost.
 */
export class SettleRounds {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<SettleCounts> {
    await confirmHeld(this.databases, this.clock);
    return this.databases.transaction('kallelse_generate', async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse settle'))`);
      const context = { tx, now: this.clock.now(), today: today(this.clock), rules: await roundRules(tx) };
      const merged = await settleMerges(context);
      const handed = await settleHandOvers(context);
      const stopped = await settleStops(context);
      await settleAnswers(context);
      const ended = await settleEnds(context);
      const freed = await settleTimes(context);
      return { merged, ...handed, stopped, freed, ...ended };
    });
  }
}
