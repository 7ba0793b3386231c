import { latestBirthForAge, type Day } from '@kallelse/kernel';
import { OLDEST, residentsByAge } from './pyramid';

/** When a resident was born, and the how-manyeth of that day's residents it is. */
export interface BirthSlot {
  readonly birth: Day;
  /** Completed years on the as-of date. */
  readonly age: number;
  /** 0, 1, 2 … among the residents born that day. */
  readonly slot: number;
  /** Residents for each birth date of this age, on average. */
  readonly perDay: number;
}

interface AgeBand {
  readonly age: number;
  readonly firstBirth: Day;
  readonly days: number;
  readonly count: number;
  /** How many residents stand before this band. */
  readonly offset: number;
}

/**
 * Gives every resident a birth date, so that ages follow the pyramid and births are spread evenly over the days of each
 * age: then the few test numbers of a date go round as far as they can. Any resident's slot is computed from its index
 * alone; only the ages (105 bands) are held in memory.
 */
export class BirthLayout {
  private readonly bands: readonly AgeBand[];
  private readonly step: number;

  constructor(
    asOf: Day,
    private readonly residents: number,
  ) {
    const counts = residentsByAge(residents);
    let offset = 0;
    this.bands = counts.map((count, age) => {
      const firstBirth = latestBirthForAge(age + 1, asOf, 'mar-1') + 1;
      const days = latestBirthForAge(age, asOf, 'mar-1') - firstBirth + 1;
      const band = { age, firstBirth, days, count, offset };
      offset += count;
      return band;
    });
    this.step = coprimeStep(residents);
  }

  /** The slot of a resident, 0 ≤ index < residents. Neighbours by index are far apart by birth. */
  slotOf(index: number): BirthSlot {
    const position = (index * this.step) % this.residents;
    const { age, firstBirth, days, count, offset } = this.bandAt(position);
    const place = position - offset;
    const day = Math.floor((place * days) / count);
    const slot = place - Math.ceil((day * count) / days);
    return { birth: firstBirth + day, age, slot, perDay: count / days };
  }

  private bandAt(position: number): AgeBand {
    let low = 0;
    let high = OLDEST;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.bands[middle]?.offset ?? Infinity) <= position) low = middle;
      else high = middle - 1;
    }
    // Bands without residents share their offset with the next; the last of them is the one that holds the position.
    const band = this.bands[low];
    if (band === undefined || band.count === 0) throw new RangeError('no such resident');
    return band;
  }
}

/** A step near the golden section of `size` that shares no divisor with it, so that stepping visits every place once. */
function coprimeStep(size: number): number {
  let step = Math.max(1, Math.floor(size * 0.618));
  while (greatestCommonDivisor(step, size) !== 1) step++;
  return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
