import type { Actor, AuditLog } from '@kallelse/access';
import { definitionId } from '@kallelse/eligibility';
import { addMonths, toDay, toPlainDate, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Programmes } from '@kallelse/programmes';
import type { FailsafeReport, OverdueResident } from '../domain/failsafe';
import { addProgramme, beginFailsafe, countFailsafe, listOverdue } from '../infra/failsafe-sql';
import { allInForce, inForce } from './rules-in-force';

export interface FailsafeRequest {
  /** Absent: every programme in force. */
  readonly programme?: string;
  /** Absent: everywhere, by the national rules. */
  readonly region?: string;
  /** Absent: the end of next month. */
  readonly until?: PlainDate;
}

/**
 * The monthly failsafe: everybody who is or will be due by the end of next month and has no letter under way, whatever the
 * reason, so that nobody is missed because no batch, filter or capacity took them in. Changes nothing.
 */
export class Failsafe {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
  ) {}

  /** @param onResidents takes the list itself, page by page; absent: counts only */
  async run(
    request: FailsafeRequest,
    actor: Actor,
    onResidents?: (page: readonly OverdueResident[]) => Promise<void>,
  ): Promise<FailsafeReport> {
    const { programme, region = null, until = endOfNextMonth(today(this.clock)) } = request;
    const date = today(this.clock);
    const rules =
      programme === undefined
        ? await allInForce(this.programmes, region, date)
        : [await inForce(this.programmes, programme, region, date)];
    const names = rules.map(({ definition }) => definitionId(definition));
    const details = { rules: names, region, until, listed: onResidents !== undefined };
    await this.audit.record({ actor, action: 'failsafe', details });
    return this.databases.transaction(
      'kallelse_selection',
      async (tx) => {
        await beginFailsafe(tx);
        for (const one of rules) await addProgramme(tx, one, until, region);
        if (onResidents) for await (const page of listOverdue(tx)) await onResidents(page);
        return { until, rules: names, ...(await countFailsafe(tx)) };
      },
      'REPEATABLE READ',
    );
  }
}

/** The last day of the month after a day's. */
export function endOfNextMonth(day: PlainDate): PlainDate {
  const first = toDay(`${day.slice(0, 7)}-01` as PlainDate);
  return toPlainDate(addMonths(first, 2) - 1);
}
