import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { parseDefinition } from '@kallelse/eligibility';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import { openRound, type OpenRound } from '@kallelse/episodes';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { LIVE_KIT } from '../../infra/kits/order-kits';
import { REPLACEMENT_STEP } from '../../infra/kits/settle-kits';

/** A kit that somebody has asked for; it is ordered when its letter leaves the house. */
export interface AskedKit {
  readonly round: number;
  readonly contact: number;
  readonly type: string;
}

/** Sends a kit to somebody who asks for one: whose round had a letter in its place, or who has none that can be used. */
export class OrderKit {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** @throws ProblemError ROUND_UNKNOWN, ROUND_CLOSED, KIT_NONE (the rules have none), KIT_UNDER_WAY */
  async run(round: number, text: string, actor: Actor): Promise<AskedKit> {
    const reason = readReason(text);
    const { resident, ...asked } = await this.databases.transaction('kallelse_generate', (tx) =>
      this.plan(tx, round),
    );
    const details = { type: asked.type };
    await this.audit.record({
      actor,
      action: 'kits.order',
      subject: `round ${round}`,
      residentId: resident,
      reason,
      details,
    });
    return asked;
  }

  private async plan(tx: EntityManager, round: number): Promise<AskedKit & { readonly resident: number }> {
    const row = await openRound(tx, round);
    const { type, template } = kitOf(row);
    await mustHaveNone(tx, round);
    const [made] = await tx.query<{ id: number }[]>(
      `INSERT INTO screening.contacts (batch_id, episode_id, resident_id, kind, step, ordinal, template, asked_kit, due_on, changed_at)
       SELECT $1, $2, $3, 'replacement', $4, 1 + (SELECT count(*) FROM screening.contacts WHERE episode_id = $2 AND step = $4), $5, $6, $7, $8
       RETURNING id`,
      [
        row.batch_id,
        round,
        row.resident_id,
        REPLACEMENT_STEP,
        template,
        type,
        today(this.clock),
        this.clock.now(),
      ],
    );
    return { round, contact: made?.id ?? 0, type, resident: row.resident_id };
  }
}

/** The kit of the first step that has one. */
function kitOf({ id, document }: OpenRound): { type: string; template: string } {
  const parsed = parseDefinition(document);
  const delivery = parsed.ok ? parsed.value.delivery : undefined;
  const type = delivery?.steps.find(({ kit }) => kit !== undefined)?.kit;
  const template = type === undefined ? undefined : delivery?.kits[type]?.template;
  if (type === undefined || template === undefined)
    throw new ProblemError('KIT_NONE', `the rules of round ${id} have no kit`, {
      fix: 'see kallelse programme show',
    });
  return { type, template };
}

async function mustHaveNone(tx: EntityManager, round: number): Promise<void> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM screening.kit_orders WHERE episode_id = $1 AND state IN ${LIVE_KIT}
     UNION ALL SELECT 1 FROM screening.contacts WHERE episode_id = $1 AND step = '${REPLACEMENT_STEP}'
       AND (state IN ('waiting', 'held', 'in-progress')) LIMIT 1`,
    [round],
  );
  if (rows.length > 0)
    throw new ProblemError('KIT_UNDER_WAY', `round ${round} has a kit, or one is under way`, {
      fix: 'if it is lost or cannot be used: kallelse kits report ORDER --state lost',
    });
}
