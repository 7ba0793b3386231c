import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { settleKits, type KitCounts } from '../../infra/kits/settle-kits';

/** What somebody may say of a kit that is out. */
export const KIT_REPORTS = ['lost', 'unusable', 'returned'] as const;
export type KitReport = (typeof KIT_REPORTS)[number];

/** An order of a kit, and the kit. */
export interface KitOrder {
  readonly order: number;
  readonly resident: number;
  readonly programme: string;
  readonly type: string;
  readonly state: string;
  readonly reason: string | null;
  readonly orderedOn: PlainDate;
  readonly kit: string | null;
  readonly bestBefore: PlainDate | null;
}

export interface KitFigure {
  readonly programme: string;
  readonly type: string;
  readonly state: string;
  readonly count: number;
}

const ORDER = /^[1-9]\d{0,17}$/;

/** What became of kits, and what somebody has to say of one. */
export class Kits {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** How many are in which state. */
  figures(): Promise<KitFigure[]> {
    return this.databases.query(
      'kallelse_app',
      `SELECT programme, kit_type AS type, state, count(*)::int AS count FROM screening.kit_orders GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
  }

  /** By the number of the order, or the code on the kit. @throws ProblemError KIT_UNKNOWN */
  async find(name: string): Promise<KitOrder> {
    const rows = await this.databases.query<KitOrder>(
      'kallelse_app',
      `SELECT kit_order.id AS "order", contact.resident_id AS resident, kit_order.programme, kit_type AS type, kit_order.state, kit_order.reason,
         ordered_on AS "orderedOn", kit.id AS kit, best_before AS "bestBefore"
       FROM screening.kit_orders AS kit_order JOIN screening.contacts AS contact ON contact.id = kit_order.contact_id
       LEFT JOIN screening.kits AS kit ON kit.order_id = kit_order.id WHERE kit_order.id = $1 OR kit.id = $2`,
      [ORDER.test(name) ? name : null, name],
    );
    // A code of digits may look like the number of another order.
    const found = rows.find(({ kit }) => kit === name) ?? rows[0];
    if (!found) throw unknown();
    return found;
  }

  /** Somebody says that a kit was lost, cannot be used, or came back; another follows if the round's rules allow it. */
  async report(name: string, report: KitReport, text: string, actor: Actor): Promise<KitOrder> {
    const reason = readReason(text);
    const { order, state, resident } = await this.find(name);
    const taken = await this.databases.transaction('kallelse_delivery', async (tx) => {
      const [, moved] = await tx.query<[unknown[], number]>(
        `UPDATE screening.kit_orders AS kit_order SET state = $2, reason = 'reported', changed_at = $3 FROM screening.kit_states AS step
         WHERE kit_order.id = $1 AND step.from_state = kit_order.state AND step.to_state = $2`,
        [order, report, this.clock.now()],
      );
      return moved === 1;
    });
    if (!taken && state !== report) throw impossible(state, report);
    await this.audit.record({
      actor,
      action: 'kits.report',
      subject: `kit order ${order}`,
      reason,
      residentId: resident,
      details: { state: report },
    });
    await this.settle();
    return this.find(String(order));
  }

  settle(): Promise<KitCounts> {
    return this.databases.transaction('kallelse_generate', (tx) =>
      settleKits({ tx, now: this.clock.now(), today: today(this.clock) }),
    );
  }
}

function unknown(): ProblemError {
  return new ProblemError('KIT_UNKNOWN', 'there is no order and no kit of this name', {
    fix: 'give the number of the order, as in the packing file, or the code on the kit',
    exitCode: 2,
  });
}

function impossible(state: string, report: KitReport): ProblemError {
  return new ProblemError('KIT_STATE', `a kit that is ${state} cannot be reported as ${report}`, {
    fix: 'see kallelse kits show',
  });
}
