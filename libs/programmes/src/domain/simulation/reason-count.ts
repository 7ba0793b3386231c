import type { Decision, DecisionStatus, Reason } from '@kallelse/eligibility';
import { addMonths, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import { raise } from './population-count';
import type { DueMonth, SimulatedReason } from './simulation';

export type Sided = { readonly draft: number; readonly base: number };
type SideName = keyof Sided;

/** Adds up why two definitions decide as they do, and in which month those they call are due. */
export class ReasonCount {
  private readonly decisions = {
    draft: new Map<DecisionStatus, number>(),
    base: new Map<DecisionStatus, number>(),
  };
  private readonly reasons = new Map<
    string,
    { reason: Omit<SimulatedReason, SideName>; counts: Record<SideName, number> }
  >();
  private readonly months = { draft: new Map<number, number>(), base: new Map<number, number>() };

  constructor(private readonly asOf: PlainDate) {}

  /** @param month due, counted from the as-of date's; negative: the date has come; null: there is none */
  add(side: SideName, { status, reasons }: Decision, month: number | null, residents: number): void {
    raise(this.decisions[side], status, residents);
    for (const reason of reasons) this.addReason(side, status, reason, residents);
    if (status === 'invite') raise(this.months[side], -1, residents);
    else if (status === 'hold' && month !== null) raise(this.months[side], month, residents);
  }

  statuses(side: SideName): Readonly<Partial<Record<DecisionStatus, number>>> {
    return Object.fromEntries(this.decisions[side]);
  }

  /** The most frequent in the draft first. */
  simulatedReasons(): SimulatedReason[] {
    return [...this.reasons.values()]
      .map(({ reason, counts }) => ({ ...reason, ...counts }))
      .sort((a, b) => b.draft - a.draft || b.base - a.base || (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** In the order of time, without months in which nobody is due. */
  dueMonths(): DueMonth[] {
    const { draft, base } = this.months;
    const places = [...new Set([...draft.keys(), ...base.keys()])].sort((a, b) => a - b);
    return places.map((place) => ({
      month: place < 0 ? 'now' : toPlainDate(addMonths(this.firstOfMonth(), place)).slice(0, 7),
      draft: draft.get(place) ?? 0,
      base: base.get(place) ?? 0,
    }));
  }

  private firstOfMonth(): number {
    return toDay(`${this.asOf.slice(0, 7)}-01` as PlainDate);
  }

  private addReason(
    side: SideName,
    status: DecisionStatus,
    { kind, code, path }: Reason,
    residents: number,
  ): void {
    const reason = { status, kind, code, path: kind === 'manual' ? 'manual' : path };
    const entry = this.reasons.get(keyOf(reason)) ?? { reason, counts: { draft: 0, base: 0 } };
    entry.counts[side] += residents;
    this.reasons.set(keyOf(reason), entry);
  }
}

function keyOf({ status, kind, code, path }: Omit<SimulatedReason, SideName>): string {
  return [status, kind, path, code].join(' ');
}
