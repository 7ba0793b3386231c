import { toPlainDate, type Day } from '@kallelse/kernel';
import { cytologyOutcome, testOutcome, type TestOutcome } from '../outcomes';
import { Weighted } from '../random';
import { Calling, reaches } from './calling';
import type { History } from './history';

const YEAR = 365;
const FIRST_AGE = 23;
const BEYOND_AGE = 71;
/** From this age on at the test, the interval is seven years instead of five. */
const LONG_INTERVAL_AGE = 50;
/** Samples more than so many years old were mostly read as cytology. */
const HPV_FOR = 6;
/** Of non-attenders' yearly invitations only the recent ones were kept. */
const INVITATIONS_KEPT = 4 * YEAR;
const OPPORTUNISTIC = 0.05;
const TO_CARE = 0.5;
const DEFERRED = 0.006;

interface ControlList {
  readonly list: string;
  /** Days from a sample to the next, about. */
  readonly interval: number;
}

const CONTROL_LISTS = new Weighted<ControlList>([
  [{ list: 'hpv-high', interval: 548 }, 30],
  [{ list: 'hpv-medium', interval: 3 * YEAR }, 35],
  [{ list: 'hpv-low', interval: 3 * YEAR }, 27],
  [{ list: 'after-treatment', interval: YEAR }, 8],
]);

/** Cervical screening as the former system ran it: every five or seven years, yearly for those who stay away. */
export function cervicalHistory(history: History): void {
  const { person, asOf } = history;
  if (person.body !== 'cervix' || person.age < FIRST_AGE) return;
  new CervicalRounds(history, asOf).run();
}

class CervicalRounds {
  private readonly calling: Calling;
  private readonly chance: number;
  private control: (ControlList & { readonly from: Day }) | undefined;

  constructor(
    private readonly history: History,
    private readonly asOf: Day,
  ) {
    const { birth, arrived } = history.person;
    const first = Math.max(reaches(birth, FIRST_AGE), arrived + 30) + history.random.below(60);
    this.calling = new Calling(history, 'cervical', 'cervix', first);
    this.chance = history.chanceOf('cervical');
  }

  run(): void {
    const tooOld = reaches(this.history.person.birth, BEYOND_AGE);
    let planned: Day | undefined = this.firstRound();
    while (planned !== undefined) {
      const day = this.calling.next(planned);
      if (day === undefined || (day >= tooOld && this.control === undefined)) break;
      planned = this.round(day);
    }
    this.endControl(null);
  }

  /** Histories begin one full interval or more ago, so that everybody who comes has been tested within theirs. */
  private firstRound(): Day {
    const { random, person } = this.history;
    const span = person.age > LONG_INTERVAL_AGE + 6 ? 7 * YEAR : 5 * YEAR;
    return Math.max(this.calling.first, this.asOf - 7 * YEAR - random.below(span));
  }

  /** Plays one round and returns when the next is due; undefined when the answer to this one is still to come. */
  private round(day: Day): Day | undefined {
    const { random } = this.history;
    if (day > this.asOf - INVITATIONS_KEPT) {
      this.history.add(day, { programme: 'cervical', type: 'invitation', date: toPlainDate(day) });
    }
    if (random.chance(DEFERRED)) return this.defer(day);
    const comes = random.chance(this.chance);
    if (!comes && !random.chance(OPPORTUNISTIC)) return day + YEAR + random.below(14);
    const testDay = day + (comes ? random.between(5, 110) : random.between(120, 330));
    if (!this.calling.mayTest('cervix', testDay)) {
      this.book(testDay);
      return undefined;
    }
    return this.tested(testDay);
  }

  private tested(day: Day): Day {
    const { random, person } = this.history;
    const old = day < this.asOf - HPV_FOR * YEAR;
    const outcome = old && random.chance(0.8) ? cytologyOutcome(random) : testOutcome('cervical', random);
    this.history.addTest('cervical', day, outcome);
    if (outcome.result === 'inadequate') return day + 30;
    this.follow(day, outcome);
    if (this.control !== undefined) return day + this.control.interval + random.below(20);
    return day + (day >= reaches(person.birth, LONG_INTERVAL_AGE) ? 7 : 5) * YEAR + 2;
  }

  /** A positive sample puts someone on a control list, and half of them under care; a negative one takes them off. */
  private follow(day: Day, { result }: TestOutcome): void {
    const { random } = this.history;
    if (result === 'negative') {
      this.endControl(day);
      return;
    }
    this.control ??= { ...CONTROL_LISTS.pick(random), from: day };
    if (!random.chance(TO_CARE)) return;
    const from = Math.min(day + random.between(1, 30), this.asOf);
    const until = from + random.between(90, 330);
    this.history.add(
      from,
      { programme: 'cervical', type: 'care', from: toPlainDate(from), until: toPlainDate(until) },
      { source: 'clinic' },
    );
    this.calling.pause(from, until);
  }

  private endControl(until: Day | null): void {
    if (this.control === undefined) return;
    const { list, from } = this.control;
    this.control = undefined;
    this.history.add(
      from,
      {
        programme: 'cervical',
        type: 'control-list',
        list,
        from: toPlainDate(from),
        until: until === null ? null : toPlainDate(until),
      },
      { source: 'lab' },
    );
  }

  private defer(day: Day): Day {
    const { random } = this.history;
    const from = Math.min(day + random.between(3, 40), this.asOf);
    const until = from + random.between(60, 360);
    this.history.add(
      from,
      { programme: 'cervical', type: 'deferral', from: toPlainDate(from), until: toPlainDate(until) },
      { source: 'office' },
    );
    return until + 1;
  }

  /** Some of those whose sample is still to come have a time at the clinic. */
  private book(day: Day): void {
    const { random, endsOn } = this.history;
    if (day <= this.asOf || endsOn <= this.asOf || !random.chance(0.4)) return;
    this.history.add(day, { programme: 'cervical', type: 'booking', date: toPlainDate(day) });
  }
}
