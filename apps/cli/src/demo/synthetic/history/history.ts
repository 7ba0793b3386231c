import { toPlainDate, type Day, type PlainDate } from '@kallelse/kernel';
import type { EventLine, LineBody, Organ, TestBody } from '../event-line';
import type { IdentityType } from '../identity-numbers';
import type { TestOutcome } from '../outcomes';
import { chanceToTakePart, attitude, meanParticipation, type Programme } from '../participation';
import { areaTypeOf, type Person } from '../person';
import { Random, STREAM } from '../random';

const CORRECTED = 0.001;
const ANNULLED = 0.0005;

/** Whom a line is about, before it says what. */
interface Noted {
  identity: string;
  identity_type?: IdentityType;
  identity_domain?: string;
  ref?: string;
  recorded?: PlainDate;
}

/** How a line is to be noted: by which source, and when it was recorded. */
interface Note {
  readonly source?: string;
  readonly recorded?: Day;
}

/** Days on which an organ is not called for: from the loss of it, until a mistaken statement was withdrawn. */
export interface Loss {
  readonly from: Day;
  readonly until: Day;
}

/**
 * Collects the event lines of one resident. It keeps what all programmes need: under which number something was noted
 * on a day, which organs are gone, and that nothing but a booking lies after the as-of date or before birth.
 */
export class History {
  readonly lines: EventLine[] = [];
  readonly random: Random;
  readonly losses = new Map<Organ, Loss>();
  private refs = 0;

  constructor(
    readonly person: Person,
    readonly asOf: Day,
    private readonly seed: number,
  ) {
    this.random = new Random(seed, STREAM.history, person.index);
  }

  /** The first day on which this resident is no longer registered here; the day after the as-of date if they are. */
  get endsOn(): Day {
    const { status, statusSince } = this.person;
    return status === 'registered' ? this.asOf + 1 : (statusSince ?? this.asOf);
  }

  /** The chance that they take part in a round of a programme. */
  chanceOf(programme: Programme): number {
    const mean = meanParticipation(programme, areaTypeOf(this.person));
    return chanceToTakePart(attitude(this.person.key, programme, this.seed), mean);
  }

  /** Adds a line, noted under the number that the resident had on `day`. */
  add(day: Day, body: LineBody, note: Note = {}): void {
    const isBooking = 'type' in body && body.type === 'booking';
    if (day < this.person.birth || (day > this.asOf && !isBooking)) {
      throw new RangeError('a history lies between birth and the as-of date');
    }
    const subject: Noted = this.subjectOn(day);
    if (note.source !== undefined) subject.ref = this.nextRef(note.source);
    if (note.recorded !== undefined) subject.recorded = toPlainDate(Math.min(note.recorded, this.asOf));
    this.lines.push(Object.assign(subject, body));
  }

  /** Adds a test as a laboratory notes it; a few are corrected or annulled later. */
  addTest(programme: Programme, day: Day, outcome: TestOutcome): void {
    const body: TestBody = { programme, type: 'test', date: toPlainDate(day), ...outcome };
    const recorded = Math.min(day + this.random.between(1, 12), this.asOf);
    const fate = this.random.unit();
    if (fate >= CORRECTED + ANNULLED) {
      this.add(day, body, { source: 'lab', recorded });
      return;
    }
    const later = toPlainDate(Math.min(recorded + this.random.between(1, 40), this.asOf));
    const line = { ...this.subjectOn(day), ref: this.nextRef('lab'), recorded: toPlainDate(recorded) };
    if (fate < CORRECTED) {
      this.lines.push({ ...line, ...body, ...FIRST_READING[outcome.method] });
      this.lines.push({ ...line, ...body, recorded: later });
      return;
    }
    // Someone else's test, noted here by mistake a day too early, and annulled; then the right one.
    const mistaken = { ...line, ...body, date: toPlainDate(day - 1) };
    this.lines.push(mistaken, { ...mistaken, recorded: later, void: true });
    this.add(day, body, { source: 'lab', recorded });
  }

  /** Whether an organ is gone on a day, as far as anybody has stated. */
  isLost(organ: Organ, day: Day): boolean {
    const loss = this.losses.get(organ);
    return loss !== undefined && day >= loss.from && day < loss.until;
  }

  private nextRef(source: string): string {
    return `${source}:${this.person.index}.${++this.refs}`;
  }

  private subjectOn(day: Day): Noted {
    const { former, identity: present } = this.person;
    const { type, value, domain } =
      former !== undefined && day < former.changedOn ? former.identity : present;
    if (type === 'personnummer') return { identity: value };
    return { identity: value, identity_type: type, ...(domain === '' ? {} : { identity_domain: domain }) };
  }
}

/** What the first, mistaken reading of a test said. */
const FIRST_READING: Readonly<Record<TestOutcome['method'], Partial<TestOutcome>>> = {
  hpv: { result: 'inadequate' },
  cytology: { result: 'inadequate' },
  mammography: { result: 'inadequate' },
  fit: { result: 'inadequate' },
  psa: { value: 0.1, result: 'normal' },
};
