import { toDay, type PlainDate } from '@kallelse/kernel';
import { definitionId, leavesOf, type Definition } from '../definition/definition';
import type { Decision, DecisionStatus, Reason, ReasonKind } from '../decide/decision';
import { bitIndices } from './reason-bits';
import { SCHEDULE_PATHS } from './schedule-sql';
import { STAGE, type Stage } from './stage';

/** A row of a compiled statement; `r0 …` are words of reason bits, `u0 …` ends of holds by their index. */
export interface DecisionRow {
  readonly resident_id: number;
  readonly stage: Stage;
  readonly target: boolean | null;
  readonly s_path: number | null;
  readonly due_on: PlainDate | null;
  readonly enquiry_until: PlainDate | null;
  /** [place, code, until] of the manual routes that decided. */
  readonly manual: readonly [number, string, PlainDate | null][] | null;
  readonly [column: string]: unknown;
}

const STATUS: Readonly<Record<Stage, DecisionStatus>> = {
  [STAGE.notEligible]: 'not-eligible',
  [STAGE.excluded]: 'not-eligible',
  [STAGE.excludedUnknown]: 'not-eligible',
  [STAGE.hold]: 'hold',
  [STAGE.holdUnknown]: 'hold',
  [STAGE.enquiryNotDue]: 'hold',
  [STAGE.enquiryUnanswered]: 'hold',
  [STAGE.enquiryBoth]: 'hold',
  [STAGE.enquire]: 'enquire',
  [STAGE.invite]: 'invite',
};

export function statusOf(stage: Stage): DecisionStatus {
  return STATUS[stage];
}

/** The stages whose decision has a status; for filters in SQL. */
export function stagesOf(status: DecisionStatus): readonly Stage[] {
  return Object.values(STAGE).filter((stage) => STATUS[stage] === status);
}

/** Turns a row of a compiled statement into the decision that `decide` would have given. */
export function decodeDecision(definition: Definition, asOf: PlainDate, row: DecisionRow): Decision {
  const dueOn = row.due_on;
  return {
    programme: definition.programme,
    status: STATUS[row.stage],
    targetGroup: row.target ?? 'unknown',
    reasons: reasonsOf(definition, asOf, row),
    ...(dueOn === null ? {} : { dueOn }),
    definition: definitionId(definition),
  };
}

function reasonsOf(definition: Definition, asOf: PlainDate, row: DecisionRow): Reason[] {
  switch (row.stage) {
    case STAGE.invite:
      return [];
    case STAGE.notEligible:
      return leafReasons(definition, row, 'criterion');
    case STAGE.excludedUnknown:
    case STAGE.holdUnknown:
    case STAGE.enquire:
      return leafReasons(definition, row, 'unknown');
    case STAGE.excluded:
      return [...listReasons(definition, row, 'exclusions'), ...manualReasons(row)];
    case STAGE.hold:
      return [...listReasons(definition, row, 'holds'), ...scheduleReasons(asOf, row), ...manualReasons(row)];
    case STAGE.enquiryNotDue:
    case STAGE.enquiryUnanswered:
    case STAGE.enquiryBoth:
      return enquiryReasons(row);
  }
}

function enquiryReasons({ stage, enquiry_until: until }: DecisionRow): Reason[] {
  const notDue = { code: 'enquiry-not-due', kind: 'unknown', path: 'enquiry', ...untilOf(until) } as const;
  const unanswered = { code: 'enquiry-unanswered', kind: 'unknown', path: 'enquiry' } as const;
  if (stage === STAGE.enquiryBoth) return [notDue, unanswered];
  return [stage === STAGE.enquiryNotDue ? notDue : unanswered];
}

function setBits(row: DecisionRow): number[] {
  const words: number[] = [];
  for (let w = 0; `r${w}` in row; w++) words.push(Number(row[`r${w}`]));
  return bitIndices(words);
}

function leafReasons(definition: Definition, row: DecisionRow, kind: ReasonKind): Reason[] {
  const leaves = leavesOf(definition.eligibility);
  return setBits(row).flatMap((index) => {
    const leaf = leaves[index];
    return leaf ? [{ code: leaf.fact.name, kind, path: leaf.path }] : [];
  });
}

function listReasons(definition: Definition, row: DecisionRow, list: 'exclusions' | 'holds'): Reason[] {
  return setBits(row).flatMap((index) => {
    const entry = definition[list][index];
    if (!entry) return [];
    const until = (row[`u${index}`] ?? null) as PlainDate | null;
    return [
      {
        code: entry.code,
        kind: list === 'holds' ? 'hold' : 'exclusion',
        path: `${list}[${index}]`,
        ...untilOf(until),
      },
    ];
  });
}

function scheduleReasons(asOf: PlainDate, { s_path: place, due_on: dueOn }: DecisionRow): Reason[] {
  if (place === null) return [];
  const path = SCHEDULE_PATHS[place] ?? `schedule.next[${place}]`;
  if (dueOn === null) return [{ code: place === -4 ? 'not-phased-in' : 'never', kind: 'schedule', path }];
  if (toDay(dueOn) <= toDay(asOf)) return [];
  return [{ code: 'not-due', kind: 'schedule', path, until: dueOn }];
}

function manualReasons({ manual }: DecisionRow): Reason[] {
  return (manual ?? []).map(([place, code, until]) => ({
    code,
    kind: 'manual',
    path: `manual[${place}]`,
    ...untilOf(until),
  }));
}

function untilOf(until: PlainDate | null): { until?: PlainDate } {
  return until === null ? {} : { until };
}
