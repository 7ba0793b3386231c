import { isTrue } from './oracle-criteria';
import { addDuration, birthdayOnOrAfter, newYear, yearOf, type Iso } from './oracle-dates';
import { lastInvitation, lastTest, regionOf } from './oracle-facts';
import { type World } from './oracle-input';

export interface ScheduleResult {
  /** Why the schedule is not due; absent when it is. */
  reason?: { code: 'not-due' | 'never' | 'not-phased-in'; path: string; until?: Iso };
  dueOn?: Iso;
}

interface Due {
  /** Absent: never. */
  on?: Iso;
  path: string;
}

/** "no entry with year ≤ the as-of year lists the birth year (single years; for the resident's region, or without regions)" */
function phasedIn(world: World): boolean {
  const { definition, resident, asOf } = world;
  const entries = definition.schedule.phaseIn;
  if (entries === undefined) return true;
  const region = regionOf(world);
  return entries.some(
    (entry) =>
      entry.year <= yearOf(asOf) &&
      entry.birthYears.includes(yearOf(resident.birthDate)) &&
      (entry.regions === undefined || (region !== undefined && entry.regions.includes(region))),
  );
}

/** 1 January of the first year, `from` or later, in which a listed age is reached. */
function listedYear(world: World, ages: readonly number[], from: number): Iso | undefined {
  const birthYear = yearOf(world.resident.birthDate);
  for (let year = from; year <= birthYear + Math.max(...ages); year += 1) {
    if (ages.includes(year - birthYear)) return newYear(year);
  }
  return undefined;
}

/** "The anchor then moves this dueOn" */
function anchored(world: World, on: Iso, base: Iso): Iso | undefined {
  const { definition, resident } = world;
  const anchor = definition.schedule.anchor;
  if (anchor === 'birthday') {
    return birthdayOnOrAfter(on, resident.birthDate, definition.leapDayBirthday ?? 'mar-1');
  }
  // "`calendarYear` to 1 January of its year"
  if (anchor === 'calendarYear') return newYear(yearOf(on));
  if (typeof anchor === 'object') {
    // "to 1 January of the year of the first listed age above the resident's `ageThisYear` on the base date"
    return listedYear(world, anchor.ageThisYear, yearOf(base) + 1);
  }
  return on;
}

function fromRows(world: World, base: Iso): Due {
  for (const [i, row] of world.definition.schedule.next.entries()) {
    // "the first `next` row whose `when` is true (a row without `when` always is)"
    if (row.when !== undefined && !isTrue(row.when, world)) continue;
    const path = `schedule.next[${i}]`;
    // "or reason `never` (path of the row)"
    if (row.after === 'never') return { path };
    const on = anchored(world, addDuration(base, row.after), base);
    // "none left = `never`, path of the row"
    return on === undefined ? { path } : { on, path };
  }
  // "no row matching = `never` with path `schedule.next`"
  return { path: 'schedule.next' };
}

function due(world: World, tested: Iso | undefined, invited: Iso | undefined): Due | undefined {
  const { anchor, nonAttender } = world.definition.schedule;
  if (tested === undefined && invited === undefined) {
    // "Never tested and never invited otherwise: due now, no `dueOn` (with an `ageThisYear` anchor: …)"
    if (typeof anchor !== 'object') return undefined;
    // "1 January of the first year, from the as-of year on, in which a listed age is reached, … none left = `never`"
    const on = listedYear(world, anchor.ageThisYear, yearOf(world.asOf));
    return on === undefined ? { path: 'schedule.anchor' } : { on, path: 'schedule.anchor' };
  }
  if (nonAttender === undefined) {
    // "otherwise the later of last test and last invitation"
    return fromRows(world, (tested ?? '') > (invited ?? '') ? (tested ?? '') : (invited ?? ''));
  }
  // "base = last test if `nonAttender` is given"; "without a base no row is asked"
  const row = tested === undefined ? undefined : fromRows(world, tested);
  // "A `never` from the last test stands whatever was sent later."
  if (row !== undefined && row.on === undefined) return row;
  // "With `nonAttender` and an invitation later than the last test (or never tested)"
  if (invited !== undefined && (tested === undefined || invited > tested)) {
    const again = addDuration(invited, nonAttender.after);
    // "if that is later than the date above"; "equal dates: the row"
    if (row?.on === undefined || again > row.on) return { on: again, path: 'schedule.nonAttender' };
  }
  return row;
}

export function scheduleOf(world: World): ScheduleResult {
  const tested = lastTest(world)?.date;
  const invited = lastInvitation(world);
  // "`phaseIn` present, never tested (no `lastTest`) and never invited, and no entry …"
  if (tested === undefined && invited === undefined && !phasedIn(world)) {
    return { reason: { code: 'not-phased-in', path: 'schedule.phaseIn' } };
  }
  const found = due(world, tested, invited);
  if (found === undefined) return {};
  const { on, path } = found;
  if (on === undefined) return { reason: { code: 'never', path } };
  // "dueOn after as-of → `not-due` with `until` = dueOn and the path of what gave it"
  if (on > world.asOf) return { dueOn: on, reason: { code: 'not-due', path, until: on } };
  return { dueOn: on };
}
