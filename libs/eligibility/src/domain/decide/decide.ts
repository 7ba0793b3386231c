import { addDuration, parseDay, toPlainDate, type Day, type PlainDate } from '@kallelse/kernel';
import { definitionId, type Definition, type Leaf } from '../definition/definition';
import type { Fact } from '../facts/fact';
import { FactView } from '../facts/fact-view';
import { OPEN, type ManualRoute, type Resident } from '../residents/resident';
import type { Decision, DecisionStatus, Reason } from './decision';
import { bindCriterion, type BoundCriterion, type Evaluator, type Truth } from './evaluate';
import { bindSchedule, type ScheduleOutcome } from './schedule';

export interface DecideOptions {
  /** Ignore what was recorded later. */
  readonly knownAt?: PlainDate;
}

/** Decides one resident after another under one definition on one date. */
export type Decider = (resident: Resident) => Decision;

/** Evaluates one resident in memory: interfaces.md, "The decision, step by step". */
export function decide(
  resident: Resident,
  definition: Definition,
  asOf: PlainDate,
  options: DecideOptions = {},
): Decision {
  return decider(definition, asOf, options)(resident);
}

/** Binds a definition to a date once; the returned function decides any number of residents. */
export function decider(definition: Definition, asOf: PlainDate, options: DecideOptions = {}): Decider {
  const day = requireDay(asOf);
  const knownAt = options.knownAt === undefined ? undefined : requireDay(options.knownAt);
  const rules = bindRules(definition, day);
  return (resident) => new Deciding(rules, new FactView(resident, definition, day, knownAt)).decision();
}

function requireDay(date: PlainDate): Day {
  const day = parseDay(date);
  if (day === undefined) throw new RangeError('not a plain date (YYYY-MM-DD)');
  return day;
}

interface Rules {
  readonly definition: Definition;
  readonly id: string;
  readonly eligibility: BoundCriterion;
  readonly exclusions: readonly BoundExclusion[];
  readonly holds: readonly BoundHold[];
  readonly schedule: (view: FactView) => ScheduleOutcome;
}

interface BoundExclusion {
  readonly applies: Evaluator;
  /** The same for everyone. */
  readonly reason: Reason;
}

interface BoundHold extends BoundExclusion {
  readonly until: Fact | undefined;
}

function bindRules(definition: Definition, asOf: Day): Rules {
  return {
    definition,
    id: definitionId(definition),
    eligibility: bindCriterion(definition.eligibility, asOf),
    exclusions: definition.exclusions.map(({ code, when }, index) => ({
      applies: bindCriterion(when, asOf).truth,
      reason: { code, kind: 'exclusion', path: `exclusions[${index}]` },
    })),
    holds: definition.holds.map(({ code, when, until }, index) => ({
      applies: bindCriterion(when, asOf).truth,
      reason: { code, kind: 'hold', path: `holds[${index}]` },
      until,
    })),
    schedule: bindSchedule(definition, asOf),
  };
}

/** Most residents have one reason or two; those that have none share a list. */
const NO_REASONS: readonly Reason[] = [];

class Deciding {
  private readonly manual: readonly ManualRoute[];

  constructor(
    private readonly rules: Rules,
    private readonly view: FactView,
  ) {
    this.manual = view.manual;
  }

  decision(): Decision {
    const included = this.manual.some(({ kind }) => kind === 'include');
    const eligible = included ? true : this.rules.eligibility.truth(this.view);
    if (eligible === false) return this.end('not-eligible', eligible, this.leaves('criterion'));
    const excluded = this.exclusions();
    if (excluded.length > 0) return this.end('not-eligible', eligible, excluded);
    const unknown = eligible === undefined ? this.rules.eligibility.reasons(this.view) : [];
    if (unknown.some((leaf) => leaf.onUnknown === 'exclude')) {
      return this.end('not-eligible', eligible, this.leaves('unknown'));
    }
    const schedule = this.rules.schedule(this.view);
    const holds = this.holds(schedule);
    if (holds.length > 0) return this.end('hold', eligible, holds, schedule.dueOn);
    return eligible === undefined
      ? this.unknown(unknown, schedule)
      : this.end('invite', eligible, NO_REASONS, schedule.dueOn);
  }

  /** Step 3 after holds and schedule: hold or enquire about what is unknown. */
  private unknown(leaves: readonly Leaf[], schedule: ScheduleOutcome): Decision {
    if (leaves.some((leaf) => leaf.onUnknown === 'hold')) {
      return this.end('hold', undefined, this.leaves('unknown'), schedule.dueOn);
    }
    const asked = this.enquiryReasons();
    if (asked.length > 0) return this.end('hold', undefined, asked, schedule.dueOn);
    return this.end('enquire', undefined, this.leaves('unknown'));
  }

  /** Why an enquiry may not be repeated: asked too recently, asked as often as allowed, or both. */
  private enquiryReasons(): Reason[] {
    const { after, max } = this.rules.definition.enquiry ?? {};
    const { asOf, history } = this.view;
    const { lastEnquiry, enquiries } = history;
    const again = after && lastEnquiry !== undefined ? addDuration(lastEnquiry, after) : undefined;
    return [
      ...(again !== undefined && again > asOf ? [enquiryReason('enquiry-not-due', again)] : []),
      ...(max !== undefined && enquiries >= max ? [enquiryReason('enquiry-unanswered')] : []),
    ];
  }

  private leaves(kind: 'criterion' | 'unknown'): readonly Reason[] {
    const leaves = this.rules.eligibility.reasons(this.view);
    return leaves.map(({ fact, path }) => ({ code: fact.name, kind, path }));
  }

  private exclusions(): readonly Reason[] {
    const reasons: Reason[] = [];
    for (const { applies, reason } of this.rules.exclusions) {
      if (applies(this.view) === true) reasons.push(reason);
    }
    this.addManual('exclude', reasons);
    return reasons;
  }

  private holds(schedule: ScheduleOutcome): readonly Reason[] {
    const reasons: Reason[] = [];
    for (const { applies, reason, until } of this.rules.holds) {
      if (applies(this.view) !== true) continue;
      reasons.push(withUntil(reason, until?.read(this.view) as Day | undefined));
    }
    const { code, path, dueOn } = schedule;
    if (code !== 'due') {
      const reason: Reason = { code, kind: 'schedule', path };
      reasons.push(code === 'not-due' ? withUntil(reason, dueOn) : reason);
    }
    this.addManual('hold', reasons);
    return reasons;
  }

  private addManual(kind: 'hold' | 'exclude', to: Reason[]): void {
    for (const route of this.manual) {
      if (route.kind !== kind) continue;
      const reason: Reason = { code: route.code, kind: 'manual', path: `manual[${route.index}]` };
      to.push(kind === 'hold' && route.until !== OPEN ? withUntil(reason, route.until) : reason);
    }
  }

  private end(status: DecisionStatus, eligible: Truth, reasons: readonly Reason[], dueOn?: Day): Decision {
    const { definition, id } = this.rules;
    const { programme } = definition;
    const targetGroup = eligible ?? 'unknown';
    return dueOn === undefined
      ? { programme, status, targetGroup, reasons, definition: id }
      : { programme, status, targetGroup, reasons, dueOn: toPlainDate(dueOn), definition: id };
  }
}

function enquiryReason(code: string, until?: Day): Reason {
  return withUntil({ code, kind: 'unknown', path: 'enquiry' }, until);
}

function withUntil(reason: Reason, until: Day | undefined): Reason {
  if (until === undefined) return reason;
  const { code, kind, path } = reason;
  return { code, kind, path, until: toPlainDate(until) };
}
