import type { Actor, AuditLog } from '@kallelse/access';
import type { SettleRounds } from '@kallelse/episodes';
import { plainDate, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Rejection, ResidentWishes } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import {
  CALL_OUTCOMES,
  judgeOutcome,
  OUTREACH_OUTCOMES,
  type ListedStand,
  type Outcome,
} from '../../domain/outreach/outcomes';
import {
  applyCalls,
  applyOutreach,
  readCalled,
  readCalls,
  readOutreach,
  readRounds,
} from '../../infra/outreach/outcome-rows';
import { takeTable, type NumberedRow, type TableSummary } from '../../infra/take-table';

/** What came of outcomes; with the refused rows they add up to the rows. */
export interface OutcomeCounts {
  /** By outcome. */
  readonly taken: Readonly<Record<string, number>>;
  /** Said before. */
  readonly known: number;
}

const COLUMNS = {
  reference: { kind: 'number', required: true, min: 1, max: Number.MAX_SAFE_INTEGER, whole: true },
  outcome: { kind: 'text', required: true },
  on: { kind: 'date', required: true },
} as const;

type Step<Kind extends string> = Outcome<Kind> & { readonly row: number };

/** A list that outcomes come back of. */
interface ListKind<Kind extends string> {
  readonly action: string;
  readonly outcomes: readonly Kind[];
  readonly read: (tx: EntityManager, references: readonly number[]) => Promise<Map<number, ListedStand>>;
  readonly apply: (tx: EntityManager, outcomes: readonly Outcome<Kind>[], now: Date) => Promise<void>;
  readonly rounds: typeof readRounds;
}

const OUTREACH: ListKind<(typeof OUTREACH_OUTCOMES)[number]> = {
  action: 'delivery.outreach-outcomes',
  outcomes: OUTREACH_OUTCOMES,
  read: readOutreach,
  apply: applyOutreach,
  rounds: readRounds,
};

const CALLS: ListKind<(typeof CALL_OUTCOMES)[number]> = {
  action: 'delivery.phone-outcomes',
  outcomes: CALL_OUTCOMES,
  read: readCalls,
  apply: applyCalls,
  rounds: readCalled,
};

/**
 * Takes what came of outreach and phone lists: CSV `reference,outcome,on`. Whoever declined has opted out of the round that is
 * open. The same again changes nothing; what cannot be is refused row by row.
 */
export class TakeOutcomes {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly settle: SettleRounds,
    private readonly wishes: ResidentWishes,
  ) {}

  /** Of an outreach list; wrong rows go to FILE.rejected.csv. */
  outreach(path: string, actor: Actor): Promise<OutcomeCounts & TableSummary> {
    return this.file(OUTREACH, path, actor);
  }

  /** Of a phone list; wrong rows go to FILE.rejected.csv. */
  calls(path: string, actor: Actor): Promise<OutcomeCounts & TableSummary> {
    return this.file(CALLS, path, actor);
  }

  private file<Kind extends string>(
    list: ListKind<Kind>,
    path: string,
    actor: Actor,
  ): Promise<OutcomeCounts & TableSummary> {
    return takeTable(path, COLUMNS, async (rows, sha256) => {
      const [given, refused] = readRows(list.outcomes, rows);
      const taken = await this.databases.transaction('kallelse_delivery', (tx) =>
        this.apply(tx, list, given),
      );
      for (const { resident, programme } of taken.declined)
        await this.wishes.optOut({
          resident,
          programme,
          actor,
          reason: 'declined when reached',
          round: true,
        });
      await this.settle.run();
      const { counts } = taken;
      const details = {
        ...counts.taken,
        known: counts.known,
        rejected: refused.length + taken.refused.length,
        sha256,
      };
      await this.audit.record({ actor, action: list.action, details });
      return { counts, refused: [...refused, ...taken.refused] };
    });
  }

  private async apply<Kind extends string>(
    tx: EntityManager,
    list: ListKind<Kind>,
    given: readonly Step<Kind>[],
  ) {
    const stands = await list.read(tx, [...new Set(given.map(({ reference }) => reference))]);
    const refused: Rejection[] = [];
    const steps: Step<Kind>[] = [];
    let known = 0;
    for (const one of given) {
      const stand = stands.get(one.reference);
      const judgement = judgeOutcome(one, stand, today(this.clock));
      if (judgement.kind === 'refused')
        refused.push({ row: one.row, column: judgement.column, code: judgement.code });
      if (judgement.kind === 'known') known++;
      if (judgement.kind !== 'step' || !stand) continue;
      steps.push(one);
      stands.set(one.reference, { ...stand, isOpen: false, said: one.outcome });
    }
    await list.apply(tx, steps, this.clock.now());
    // Also of what was known: a process may have died before it wrote the opt-out.
    const declined = given.flatMap(({ outcome, reference }) => (outcome === 'declined' ? [reference] : []));
    return { counts: { taken: countOf(steps), known }, refused, declined: await list.rounds(tx, declined) };
  }
}

function countOf(steps: readonly Outcome<string>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of steps) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function readRows<Kind extends string>(
  outcomes: readonly Kind[],
  rows: readonly NumberedRow[],
): [Step<Kind>[], Rejection[]] {
  const given: Step<Kind>[] = [];
  const refused: Rejection[] = [];
  for (const { number: row, cells } of rows) {
    const outcome = outcomes.find((one) => one === cells['outcome']);
    if (outcome === undefined) refused.push({ row, column: 'outcome', code: 'outcome-unknown' });
    else
      given.push({ row, reference: Number(cells['reference']), outcome, on: plainDate(cells['on'] ?? '') });
  }
  return [given, refused];
}
