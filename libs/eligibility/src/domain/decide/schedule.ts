import { addDuration, birthdayIn, civilOf, dayOf, type Day } from '@kallelse/kernel';
import type { Definition, IntervalRow, PhaseIn, Schedule } from '../definition/definition';
import type { FactView } from '../facts/fact-view';
import { bindCriterion, type Evaluator } from './evaluate';

/** What the schedule says: due (perhaps since a date), not due until a date, never, or not phased in. */
export interface ScheduleOutcome {
  readonly code: 'due' | 'not-due' | 'never' | 'not-phased-in';
  /** What gave it: a row, the re-call of non-attenders, the anchor or the phase-in. */
  readonly path: string;
  readonly dueOn?: Day;
}

const NEXT = 'schedule.next';
const ANCHOR = 'schedule.anchor';

/** Binds a schedule to the as-of date (interfaces.md, "Schedule"). */
export function bindSchedule(definition: Definition, asOf: Day): (view: FactView) => ScheduleOutcome {
  const { schedule } = definition;
  const rows = schedule.next.map((row): BoundRow => ({
    row,
    when: row.when && bindCriterion(row.when, asOf).truth,
  }));
  const { year } = civilOf(asOf);
  const phases = schedule.phaseIn?.filter((phase) => phase.year <= year);
  return (view) => {
    if (!view.history.lastTest && view.history.lastInvitation === undefined)
      return firstCall(schedule, phases, year, view);
    return outcomeOf(dated(schedule, rows, view), asOf);
  };
}

interface BoundRow {
  readonly row: IntervalRow;
  readonly when: Evaluator | undefined;
}

function firstCall(
  schedule: Schedule,
  phases: readonly PhaseIn[] | undefined,
  year: number,
  view: FactView,
): ScheduleOutcome {
  if (phases && !phases.some((phase) => isPhasedIn(phase, view))) {
    return { code: 'not-phased-in', path: 'schedule.phaseIn' };
  }
  if (schedule.anchor.kind !== 'ageThisYear') return { code: 'due', path: '' };
  const age = schedule.anchor.ages.find((listed) => listed >= view.ageThisYear);
  if (age === undefined) return { code: 'never', path: ANCHOR };
  const dueOn = dayOf(view.resident.birthCivil.year + age, 1, 1);
  return { code: civilOf(dueOn).year <= year ? 'due' : 'not-due', path: ANCHOR, dueOn };
}

function isPhasedIn({ birthYears, regions }: PhaseIn, view: FactView): boolean {
  if (!birthYears.includes(view.resident.birthCivil.year)) return false;
  const region = view.residency?.region;
  return regions === undefined || (region !== undefined && regions.includes(region));
}

type Dated = { readonly never: string } | { readonly dueOn: Day; readonly path: string };

/** The due date of a resident who has been tested or invited before. */
function dated(schedule: Schedule, rows: readonly BoundRow[], view: FactView): Dated {
  const { nonAttenderAfter } = schedule;
  const test = view.history.lastTest?.from;
  const invited = view.history.lastInvitation;
  const base = nonAttenderAfter || invited === undefined ? test : Math.max(invited, test ?? invited);
  const fromRow = base === undefined ? undefined : rowDate(schedule, rows, view, base);
  if (fromRow && 'never' in fromRow) return fromRow;
  if (nonAttenderAfter && invited !== undefined && (test === undefined || invited > test)) {
    const dueOn = addDuration(invited, nonAttenderAfter);
    if (!fromRow || dueOn > fromRow.dueOn) return { dueOn, path: 'schedule.nonAttender' };
  }
  return fromRow ?? { never: NEXT };
}

function rowDate(schedule: Schedule, rows: readonly BoundRow[], view: FactView, base: Day): Dated {
  const found = rows.find(({ when }) => when === undefined || when(view) === true);
  if (!found) return { never: NEXT };
  const { after, path } = found.row;
  if (after === 'never') return { never: path };
  const dueOn = anchored(schedule, view, base, addDuration(base, after));
  return dueOn === undefined ? { never: path } : { dueOn, path };
}

/** Moves a row's due date to the anchor; undefined when no listed age is left. */
function anchored({ anchor }: Schedule, view: FactView, base: Day, dueOn: Day): Day | undefined {
  switch (anchor.kind) {
    case 'lastTest':
      return dueOn;
    case 'calendarYear':
      return dayOf(civilOf(dueOn).year, 1, 1);
    case 'birthday': {
      const { birthCivil } = view.resident;
      const { year } = civilOf(dueOn);
      const birthday = birthdayIn(year, birthCivil, view.definition.leapDay);
      return birthday >= dueOn ? birthday : birthdayIn(year + 1, birthCivil, view.definition.leapDay);
    }
    case 'ageThisYear': {
      const birthYear = view.resident.birthCivil.year;
      const atBase = civilOf(base).year - birthYear;
      const age = anchor.ages.find((listed) => listed > atBase);
      return age === undefined ? undefined : dayOf(birthYear + age, 1, 1);
    }
  }
}

function outcomeOf(date: Dated, asOf: Day): ScheduleOutcome {
  if ('never' in date) return { code: 'never', path: date.never };
  return { code: date.dueOn > asOf ? 'not-due' : 'due', path: date.path, dueOn: date.dueOn };
}
