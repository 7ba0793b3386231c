import type { DecisionStatus } from '@kallelse/eligibility';
import { changeOf, type Change, type Slice, type Transition } from './simulation';

/** Residents of one value of something, as they are added up. */
interface Sums {
  residents: number;
  readonly draft: Map<DecisionStatus, number>;
  readonly base: Map<DecisionStatus, number>;
  readonly changes: Map<Change, number>;
}

/** Adds up what two definitions decide by the values of one thing: a district, a birth year. */
export class SliceCount<Value extends string | number> {
  private readonly sums = new Map<Value | null, Sums>();

  add(value: Value | null, base: DecisionStatus | undefined, draft: DecisionStatus, residents: number): void {
    let sums = this.sums.get(value);
    if (!sums) {
      sums = { residents: 0, draft: new Map(), base: new Map(), changes: new Map() };
      this.sums.set(value, sums);
    }
    sums.residents += residents;
    raise(sums.draft, draft, residents);
    if (base === undefined) return;
    raise(sums.base, base, residents);
    const change = changeOf(base, draft);
    if (change) raise(sums.changes, change, residents);
  }

  /** By value, the unknown last. */
  slices(): Slice<Value>[] {
    return [...this.sums]
      .sort(([a], [b]) => byValue(a, b))
      .map(([value, { residents, draft, base, changes }]) => ({
        value,
        residents,
        draft: Object.fromEntries(draft),
        base: Object.fromEntries(base),
        changes: Object.fromEntries(changes),
      }));
  }
}

/** Adds up who moves from which status to which, with examples. */
export class TransitionCount {
  private readonly sums = new Map<
    string,
    { from: DecisionStatus; to: DecisionStatus; count: number; examples: number[] }
  >();
  /** Those whom either definition invites, holds or asks. */
  private concerned = 0;

  /** @param most examples to keep of each */
  constructor(private readonly most: number) {}

  add(from: DecisionStatus, to: DecisionStatus, residents: number, examples: readonly number[]): void {
    if (from !== 'not-eligible' || to !== 'not-eligible') this.concerned += residents;
    if (from === to) return;
    const key = `${from} ${to}`;
    const sum = this.sums.get(key) ?? { from, to, count: 0, examples: [] };
    sum.count += residents;
    sum.examples = [...sum.examples, ...examples].sort((a, b) => a - b).slice(0, this.most);
    this.sums.set(key, sum);
  }

  /** The largest first. */
  transitions(): Transition[] {
    return [...this.sums.values()]
      .flatMap(({ from, to, count, examples }) => {
        const change = changeOf(from, to);
        return change ? [{ from, to, change, count, examples }] : [];
      })
      .sort((a, b) => b.count - a.count || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
  }

  /** Those who move, of those concerned; 0 when nobody is concerned. */
  share(): number {
    const moved = this.transitions().reduce((sum, { count }) => sum + count, 0);
    return this.concerned === 0 ? 0 : moved / this.concerned;
  }
}

/** Adds to what a map has under a key. */
export function raise<Key>(map: Map<Key, number>, key: Key, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by);
}

/** Numbers by size, texts by their letters, null last. */
export function byValue(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
