import type { Day } from '@kallelse/kernel';
import type { FactRules, TestSelection } from '../definition/fact-rules';
import type { ProgrammeEvent } from '../residents/resident';

/** How many tests a selection has, and the latest of them (the last given among equals). */
export interface SelectedTests {
  count: number;
  latest?: ProgrammeEvent;
}

/** The lists of residents of whom nothing is told are one and the same: most residents are, in most lists. */
const NONE: readonly never[] = [];

/**
 * What the events of one resident come to, for one programme, on the as-of date. Nothing dated later exists yet, a
 * booking's date excepted; nothing recorded after `knownAt` is known. Every field has a value from the start: objects of
 * one shape are read several times as fast.
 */
export class History {
  lastTest: ProgrammeEvent | undefined = undefined;
  lastInvitation: Day | undefined = undefined;
  lastEnquiry: Day | undefined = undefined;
  enquiries = 0;
  booked = false;
  /** The latest end of the active ones; OPEN when one has none; undefined when none is active. */
  careUntil: Day | undefined = undefined;
  deferralUntil: Day | undefined = undefined;
  private readonly selected: readonly SelectedTests[];
  private listed: string[] | undefined = undefined;
  private invitations: Day[] | undefined = undefined;
  private open: ProgrammeEvent[] | undefined = undefined;

  constructor(
    events: readonly ProgrammeEvent[],
    private readonly definition: FactRules,
    private readonly asOf: Day,
    knownAt: Day,
  ) {
    const { programme, tests } = definition;
    this.selected = tests.length === 0 ? NONE : tests.map(() => ({ count: 0 }));
    for (const event of events) {
      const ours = event.programme === programme || event.programme === undefined;
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
        (this.invitations ??= []).push(event.from);
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
        if (active && event.list !== undefined) (this.listed ??= []).push(event.list);
        return;
      case 'episode':
        if (active) (this.open ??= []).push(event);
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

  get controlList(): readonly string[] {
    return this.listed ?? NONE;
  }

  get openEpisodes(): readonly ProgrammeEvent[] {
    return this.open ?? NONE;
  }

  /** Invitations dated after the last test; all of them when never tested. */
  get consecutiveMissed(): number {
    const last = this.lastTest?.from ?? -Infinity;
    return this.invitations?.filter((date) => date > last).length ?? 0;
  }
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
