import { addDuration, parseDay, toPlainDate, type Day, type PlainDate } from '@kallelse/kernel';
import { definitionId, type Definition, type Leaf } from '../definition/definition';
import { FactView } from '../facts/fact-view';
import { OPEN, type Resident } from '../residents/resident';
import type { Decision, DecisionStatus, Reason } from './decision';
import { bindCriterion, type BoundCriterion, type Truth } from './evaluate';
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
  readonly exclusions: readonly BoundCriterion[];
  readonly holds: readonly BoundCriterion[];
  readonly schedule: (view: FactView) => ScheduleOutcome;
}

function bindRules(definition: Definition, asOf: Day): Rules {
  return {
    definition,
    id: definitionId(definition),
    eligibility: bindCriterion(definition.eligibility, asOf),
    exclusions: definition.exclusions.map(({ when }) => bindCriterion(when, asOf)),
    holds: definition.holds.map(({ when }) => bindCriterion(when, asOf)),
    schedule: bindSchedule(definition, asOf),
  };
}

class Deciding {
  private readonly manual: FactView['manual'];

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
    if (holds.length > 0) return this.end('hold', eligible, holds, schedule);
    return eligible === undefined
      ? this.unknown(unknown, schedule)
      : this.end('invite', eligible, [], schedule);
  }

  /** Step 3 after holds and schedule: hold or enquire about what is unknown. */
  private unknown(leaves: readonly Leaf[], schedule: ScheduleOutcome): Decision {
    if (leaves.some((leaf) => leaf.onUnknown === 'hold')) {
      return this.end('hold', undefined, this.leaves('unknown'), schedule);
    }
    const asked = this.enquiryReasons();
    if (asked.length > 0) return this.end('hold', undefined, asked, schedule);
    return this.end('enquire', undefined, this.leaves('unknown'));
  }

  /** Why an enquiry may not be repeated: asked too recently, asked as often as allowed, or both. */
  private enquiryReasons(): Reason[] {
    const { after, max } = this.rules.definition.enquiry ?? {};
    const { lastEnquiry, enquiries, asOf } = this.view;
    const again = after && lastEnquiry !== undefined ? addDuration(lastEnquiry, after) : undefined;
    return [
      ...(again !== undefined && again > asOf ? [enquiryReason('enquiry-not-due', again)] : []),
      ...(max !== undefined && enquiries >= max ? [enquiryReason('enquiry-unanswered')] : []),
    ];
  }

  private leaves(kind: 'criterion' | 'unknown'): Reason[] {
    return this.rules.eligibility
      .reasons(this.view)
      .map(({ fact, path }) => ({ code: fact.name, kind, path }));
  }

  private exclusions(): Reason[] {
    const { exclusions } = this.rules.definition;
    const own = exclusions.flatMap(({ code }, index): Reason[] =>
      this.rules.exclusions[index]?.truth(this.view) === true
        ? [{ code, kind: 'exclusion', path: `exclusions[${index}]` }]
        : [],
    );
    return [...own, ...this.manualReasons('exclude')];
  }

  private holds(schedule: ScheduleOutcome): Reason[] {
    const own = this.rules.definition.holds.flatMap(({ code, until }, index): Reason[] => {
      if (this.rules.holds[index]?.truth(this.view) !== true) return [];
      const day = until?.read(this.view);
      return [{ code, kind: 'hold', path: `holds[${index}]`, ...untilOf(day as Day | undefined) }];
    });
    return [...own, ...scheduleReason(schedule), ...this.manualReasons('hold')];
  }

  private manualReasons(kind: 'hold' | 'exclude'): Reason[] {
    return this.manual
      .filter((route) => route.kind === kind)
      .map(({ code, index, until }) => ({
        code,
        kind: 'manual',
        path: `manual[${index}]`,
        ...(kind === 'hold' && until !== OPEN ? untilOf(until) : {}),
      }));
  }

  private end(
    status: DecisionStatus,
    eligible: Truth,
    reasons: Reason[],
    schedule?: ScheduleOutcome,
  ): Decision {
    return {
      programme: this.rules.definition.programme,
      status,
      targetGroup: eligible ?? 'unknown',
      reasons,
      ...(schedule?.dueOn === undefined ? {} : { dueOn: toPlainDate(schedule.dueOn) }),
      definition: this.rules.id,
    };
  }
}

function scheduleReason({ code, path, dueOn }: ScheduleOutcome): Reason[] {
  if (code === 'due') return [];
  return [{ code, kind: 'schedule', path, ...(code === 'not-due' ? untilOf(dueOn) : {}) }];
}

function enquiryReason(code: string, until?: Day): Reason {
  return { code, kind: 'unknown', path: 'enquiry', ...untilOf(until) };
}

function untilOf(day: Day | undefined): { until?: PlainDate } {
  return day === undefined ? {} : { until: toPlainDate(day) };
}
