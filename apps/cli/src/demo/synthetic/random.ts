/**
 * Deterministic randomness of the synthetic region: the same seed, stream and index always give the same numbers, in
 * any order and without state shared between residents, so that any resident can be generated alone.
 *
 * The generator is xoshiro128** 1.1 (D. Blackman, S. Vigna 2018); its state is made by hashing seed, stream and index
 * with the 32-bit finaliser of MurmurHash3 (A. Appleby, public domain).
 */

/** Each purpose draws from a stream of its own: a draw added to one leaves what the others give unchanged. */
export const STREAM = {
  geography: 1,
  person: 2,
  names: 3,
  formerNames: 4,
  household: 5,
  address: 6,
  history: 7,
  attitude: 8,
  response: 9,
  change: 10,
  movedTo: 11,
  birthOrder: 12,
} as const;

export type Stream = (typeof STREAM)[keyof typeof STREAM];

const GOLDEN = 0x9e3779b9;
// Held here: they are called for every draw, and looking up a global is slow in a test's sandbox.
const { floor, imul } = Math;

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: number, stream: Stream, index: number) {
    const high = floor(index / 0x1_0000_0000);
    const start = finalise(finalise(finalise(seed + GOLDEN) ^ stream) ^ high);
    this.a = finalise(start ^ index);
    this.b = finalise((start + GOLDEN) ^ index);
    this.c = finalise((start + 2 * GOLDEN) ^ index);
    // The state may not be all zero; an odd last word rules that out.
    this.d = finalise((start + 3 * GOLDEN) ^ index) | 1;
  }

  /** The next 32 bits, as a number from 0 to 2^32 − 1. */
  next(): number {
    const product = imul(this.b, 5);
    const result = imul((product << 7) | (product >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result >>> 0;
  }

  /** From 0 (included) to 1 (excluded). */
  unit(): number {
    return this.next() / 0x1_0000_0000;
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** A whole number from 0 to `bound` − 1; 0 when the bound is below 1. */
  below(bound: number): number {
    return bound < 1 ? 0 : floor(this.unit() * bound);
  }

  /** A whole number between two, both included; the lower when they are in the wrong order. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** Roughly standard normal: the sum of twelve uniform numbers, less six. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.unit();
    return sum;
  }
}

/** A choice with unequal weights. */
export class Weighted<T> {
  private readonly total: number;

  constructor(private readonly choices: readonly [readonly [T, number], ...(readonly [T, number])[]]) {
    this.total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  }

  pick(random: Random): T {
    let rest = random.unit() * this.total;
    for (const [value, weight] of this.choices) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return this.choices[0][0];
  }
}

/** A 32-bit hash of a text: FNV-1a (Fowler, Noll, Vo) over its UTF-16 code units, finalised. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = imul(hash ^ text.charCodeAt(i), 0x01000193);
  return finalise(hash) >>> 0;
}

function finalise(value: number): number {
  let h = value | 0;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
