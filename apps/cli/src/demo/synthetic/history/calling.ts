import { addMonths, toPlainDate, type Day } from '@kallelse/kernel';
import type { Organ } from '../event-line';
import type { Programme } from '../participation';
import { Weighted } from '../random';
import type { History } from './history';

/**
 * The office's former call system sent its last round so long before the extract; what fell due since is waiting. It
 * selected by number: whoever changed legal sex was dropped from then on, which is what Kallelse is there to mend.
 */
const LAST_ROUND_BEFORE: Readonly<Record<Programme, number>> = {
  cervical: 60,
  breast: 21,
  colorectal: 35,
  opt: 35,
};

/** Of those who changed legal sex, how many had themselves put on a list by hand and stayed called. */
const STAYED_CALLED = 0.25;
const OPT_OUT_SHARE: Readonly<Record<Programme, number>> = {
  cervical: 0.025,
  breast: 0.02,
  colorectal: 0.015,
  opt: 0.01,
};

type OptOutFate = 'permanent' | 'until' | 'until-over' | 'episode' | 'revoked';
const OPT_OUT_FATES = new Weighted<OptOutFate>([
  ['permanent', 55],
  ['until', 10],
  ['until-over', 8],
  ['episode', 10],
  ['revoked', 17],
]);

interface Pause {
  readonly from: Day;
  /** The last day of it. */
  readonly until: Day;
}

/** When a resident could be invited to a programme, as the former system saw it. */
export class Calling {
  private readonly pauses: Pause[] = [];
  private end: Day;

  constructor(
    private readonly history: History,
    readonly programme: Programme,
    organ: Organ,
    /** The first day of the age that the programme begins at. */
    readonly first: Day,
  ) {
    const { person, asOf, random } = history;
    this.end = Math.min(asOf - LAST_ROUND_BEFORE[programme], history.endsOn - 1);
    if (organ !== 'colorectum' && person.former?.reason === 'legal-sex' && !random.chance(STAYED_CALLED)) {
      this.end = Math.min(this.end, person.former.changedOn - 1);
    }
    const loss = history.losses.get(organ);
    if (loss !== undefined) this.pauses.push({ from: loss.from, until: loss.until - 1 });
    if (random.chance(OPT_OUT_SHARE[programme])) this.optOut();
  }

  /** The day of a planned invitation, moved past pauses; undefined when there is to be none. */
  next(planned: Day): Day | undefined {
    let day = planned;
    while (day <= this.end) {
      const pause = this.pauses.find(({ from, until }) => day >= from && day <= until);
      if (pause === undefined) return day;
      day = pause.until + 1;
    }
    return undefined;
  }

  /** Whether a test on a day is in order: not after the extract, still living here, no organ lost by then. */
  mayTest(organ: Organ, day: Day): boolean {
    return day < this.history.endsOn && !this.history.isLost(organ, day);
  }

  /** Holds invitations over some days, both included. */
  pause(from: Day, until: Day): void {
    this.pauses.push({ from, until });
  }

  private optOut(): void {
    const { random, asOf, endsOn } = this.history;
    const latest = Math.min(asOf - 1, endsOn - 1);
    const earliest = Math.max(this.first, asOf - 6 * 365);
    if (earliest > latest) return;
    const from = random.between(earliest, latest);
    const fate = OPT_OUT_FATES.pick(random);
    const kind =
      fate === 'permanent' || fate === 'revoked' ? 'permanent' : fate === 'episode' ? fate : 'until';
    const until = fate === 'until' ? addMonths(asOf, random.between(1, 24)) : addMonths(from, 6);
    const revoked = random.between(from + 1, asOf);
    this.history.add(
      from,
      {
        programme: this.programme,
        kind,
        from: toPlainDate(from),
        ...(kind === 'until' ? { until: toPlainDate(until) } : {}),
        ...(fate === 'revoked' ? { revoked: toPlainDate(revoked) } : {}),
      },
      { source: 'office' },
    );
    if (fate === 'episode') return;
    this.pause(from, fate === 'permanent' ? Infinity : fate === 'revoked' ? revoked : until);
  }
}

/** The first day of an age in completed years. */
export function reaches(birth: Day, years: number): Day {
  return addMonths(birth, 12 * years);
}
