import { civilOf, type Day } from '@kallelse/kernel';
import type { FactRules, TestSelection } from '../definition/fact-rules';
import {
  ORGAN_SOURCES,
  type AttributeValue,
  type Organ,
  type OrganStatement,
  type ProgrammeEvent,
  type Residency,
  type Resident,
} from '../residents/resident';

/** How many tests a selection has, and the latest of them (the last given among equals). */
export interface SelectedTests {
  count: number;
  latest?: ProgrammeEvent;
}

/**
 * What was true of one resident, for one programme, on the as-of date: the derivation of interfaces.md ("Facts of the
 * catalogue"). Nothing dated later exists yet, a booking's date excepted; nothing recorded after `knownAt` is known.
 */
export class FactView {
  lastTest: ProgrammeEvent | undefined;
  lastInvitation: Day | undefined;
  lastEnquiry: Day | undefined;
  enquiries = 0;
  booked = false;
  /** The latest end of the active ones; OPEN when one has none; undefined when none is active. */
  careUntil: Day | undefined;
  deferralUntil: Day | undefined;
  readonly controlList: string[] = [];
  readonly selected: SelectedTests[];
  private readonly invitations: Day[] = [];
  private readonly openEpisodes: ProgrammeEvent[] = [];

  constructor(
    readonly resident: Resident,
    readonly definition: FactRules,
    readonly asOf: Day,
    readonly knownAt: Day = Infinity,
  ) {
    this.selected = definition.tests.map(() => ({ count: 0 }));
    for (const event of resident.events) {
      const ours = event.programme === definition.programme || event.programme === undefined;
      if (ours && event.recorded <= knownAt && (event.from <= asOf || event.type === 'booking'))
        this.add(event);
    }
  }

  private add(event: ProgrammeEvent): void {
    const active = event.until >= this.asOf;
    switch (event.type) {
      case 'test':
        this.addTest(event);
        return;
      case 'invitation':
        this.invitations.push(event.from);
        this.lastInvitation = later(this.lastInvitation, event.from);
        return;
      case 'enquiry':
        this.enquiries++;
        this.lastEnquiry = later(this.lastEnquiry, event.from);
        return;
      case 'booking':
        this.booked ||= active;
        return;
      case 'care':
        if (active) this.careUntil = later(this.careUntil, event.until);
        return;
      case 'deferral':
        if (active) this.deferralUntil = later(this.deferralUntil, event.until);
        return;
      case 'control-list':
        if (active && event.list !== undefined) this.controlList.push(event.list);
        return;
      case 'episode':
        if (active) this.openEpisodes.push(event);
        return;
    }
  }

  private addTest(test: ProgrammeEvent): void {
    const { countsTests, tests } = this.definition;
    if (includes(countsTests, test.method)) this.lastTest = laterTest(this.lastTest, test);
    tests.forEach((selection, index) => {
      const found = this.selected[index];
      if (!found || !selects(selection, test)) return;
      found.count++;
      found.latest = laterTest(found.latest, test);
    });
  }

  selectedTests(name: string): SelectedTests | undefined {
    return this.selected[this.definition.tests.findIndex((selection) => selection.name === name)];
  }

  get ageThisYear(): number {
    return civilOf(this.asOf).year - this.resident.birthCivil.year;
  }

  /** Invitations dated after the last test; all of them when never tested. */
  get consecutiveMissed(): number {
    const last = this.lastTest?.from ?? -Infinity;
    return this.invitations.filter((date) => date > last).length;
  }

  get optOut(): boolean {
    return this.optOuts().some((optOut) => optOut.kind !== 'episode' && optOut.until >= this.asOf);
  }

  get episodeOpen(): boolean {
    return this.openEpisodes.some(
      (episode) =>
        !this.optOuts().some(
          (o) => o.kind === 'episode' && episode.from <= o.from && o.from <= episode.until,
        ),
    );
  }

  /** Opt-outs of the programme that count on the as-of date, those of one episode and those that have ended included. */
  optOuts() {
    return this.resident.optOuts.filter(
      (optOut) =>
        optOut.programme === this.definition.programme &&
        optOut.from <= this.asOf &&
        optOut.revoked > this.asOf &&
        optOut.recorded <= this.knownAt,
    );
  }

  /** The entry that covers the as-of date. */
  get residency(): Residency | undefined {
    return residencyOn(this.resident, this.asOf, this.knownAt);
  }

  attribute(name: string): AttributeValue['value'] {
    const own = this.resident.attributes.filter((attribute) => attribute.name === name);
    return latestCovering(own, this.asOf, this.knownAt)?.value;
  }

  /** The statement that decides about an organ, or undefined when nothing is stated. */
  organ(organ: Organ): OrganStatement | undefined {
    let best: OrganStatement | undefined;
    for (const statement of this.resident.organs) {
      const counts =
        statement.organ === organ &&
        statement.effective <= this.asOf &&
        statement.withdrawn > this.asOf &&
        statement.recorded <= this.knownAt;
      if (counts && (!best || !isStronger(best, statement))) best = statement;
    }
    return best;
  }

  /** Manual routes of the programme that are active on the as-of date, in the order given. */
  get manual() {
    return this.resident.manual.filter(
      (route) =>
        route.programme === this.definition.programme &&
        route.from <= this.asOf &&
        route.until >= this.asOf &&
        route.recorded <= this.knownAt,
    );
  }
}

/** Where somebody was registered on a day; undefined when nothing says so. */
export function residencyOn(resident: Resident, day: Day, knownAt: Day = Infinity): Residency | undefined {
  return latestCovering(resident.residencies, day, knownAt);
}

/** The entry that covers a day: the latest begun, then the latest recorded, then the last given. */
function latestCovering<T extends { from: Day; until: Day; recorded: Day }>(
  entries: readonly T[],
  day: Day,
  knownAt: Day,
): T | undefined {
  let best: T | undefined;
  for (const entry of entries) {
    if (entry.from > day || entry.until < day || entry.recorded > knownAt) continue;
    if (!best || entry.from > best.from || (entry.from === best.from && entry.recorded >= best.recorded))
      best = entry;
  }
  return best;
}

/** Explicit statements (clinic and self alike) beat a screening event, which beats a presumption. */
export function organRank(source: OrganStatement['source']): number {
  return Math.max(0, ORGAN_SOURCES.indexOf(source) - 1);
}

function isStronger(a: OrganStatement, b: OrganStatement): boolean {
  const byRank = organRank(b.source) - organRank(a.source);
  const byEffective = a.effective - b.effective;
  return (byRank || byEffective || a.recorded - b.recorded) > 0;
}

function selects(selection: TestSelection, test: ProgrammeEvent): boolean {
  return includes(selection.methods, test.method) && includes(selection.results, test.result);
}

function includes(list: readonly string[] | undefined, value: string | undefined): boolean {
  return list === undefined || (value !== undefined && list.includes(value));
}

function later(a: Day | undefined, b: Day): Day {
  return a === undefined || b > a ? b : a;
}

function laterTest(a: ProgrammeEvent | undefined, b: ProgrammeEvent): ProgrammeEvent {
  return a && a.from > b.from ? a : b;
}
