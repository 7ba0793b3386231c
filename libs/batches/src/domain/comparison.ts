import type { PlainDate } from '@kallelse/kernel';
import { suppress } from '@kallelse/statistics';

/** Fewest people a figure of a comparison may be about, or leave out. */
export const SMALLEST_GROUP = 20;

/** Where no region sorts: behind all codes. */
const LAST = 'zz';

/** `called`: of whom the other system called. `missed`: of whom Kallelse would call and it did not. */
export type Direction = 'called' | 'missed';

/** How many people of a programme and region came out how; before anything is hidden. */
export interface OutcomeCount {
  readonly direction: Direction;
  readonly programme: string;
  /** Null: protected, or without region. */
  readonly region: string | null;
  /** What Kallelse decides; null: it has no rules for the region. */
  readonly status: string | null;
  /**
   * The first reason of the decision; null: none. Of those missed, since when they would have been called: `never-called`,
   * `overdue` (due before the list begins) or `due`.
   */
  readonly reason: string | null;
  readonly count: number;
}

/** A figure as it may be shown; count null: hidden, which is not none. */
export interface ShownOutcome extends Omit<OutcomeCount, 'count' | 'region'> {
  /** Small regions stand together. */
  readonly regions: readonly (string | null)[];
  readonly count: number | null;
  readonly total: number | null;
}

/** What a shadow run shows to everybody who may run one. */
export interface Comparison {
  readonly comparison: number;
  readonly rows: number;
  /** Rows that could not be compared; with those repeated and not in the register they stand in the file of refused rows. */
  readonly rejected: number;
  /** Earlier rows of a number that is called again in the programme: only the last is compared. */
  readonly repeated: number;
  /** Numbers that no resident has. */
  readonly notInRegister: number;
  /** First and last day of the list by programme. */
  readonly days: readonly {
    readonly programme: string;
    readonly first: PlainDate;
    readonly last: PlainDate;
  }[];
  readonly outcomes: readonly ShownOutcome[];
  /** Whether the list of people was kept, and until when. */
  readonly rowsUntil: Date | null;
}

interface Group {
  readonly direction: Direction;
  readonly programme: string;
  readonly regions: readonly (string | null)[];
  readonly cells: readonly OutcomeCount[];
  readonly whole: number;
}

/**
 * Hides what is about fewer than {@link SMALLEST_GROUP} people, and as much besides that it cannot be worked out from the
 * total. Regions of fewer people stand together, with the next smallest as far as that takes: hidden, a region would
 * follow from the length of the list.
 */
export function tabulate(counts: readonly OutcomeCount[]): ShownOutcome[] {
  const halves = collect(counts, ({ direction, programme }) => `${direction}/${programme}`);
  return halves.flatMap((half) => pooled(half).flatMap(shown));
}

function collect<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = found.get(key);
    if (group) group.push(item);
    else found.set(key, [item]);
  }
  return Array.from(found.values());
}

/** The regions of one direction and programme, the small ones as one. */
function pooled(half: readonly OutcomeCount[]): Group[] {
  const groups = collect(half, ({ region }) => region ?? '').map(groupOf);
  groups.sort((a, b) => a.whole - b.whole);
  let small = groups.filter(({ whole }) => whole < SMALLEST_GROUP).length;
  const sum = (n: number): number => groups.slice(0, n).reduce((total, { whole }) => total + whole, 0);
  while (small > 0 && small < groups.length && sum(small) < SMALLEST_GROUP) small++;
  const together = groups.slice(0, small);
  const others = groups.slice(small);
  const all = together.length === 0 ? others : [...others, groupOf(together.flatMap(({ cells }) => cells))];
  return all.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

/** One group of all its cells: the same outcome of several regions is one. */
function groupOf(cells: readonly OutcomeCount[]): Group {
  const [first] = cells;
  if (!first) throw new Error('a group has at least one outcome');
  const merged = collect(cells, ({ status, reason }) => `${status}/${reason}`).map((same) => ({
    ...(same[0] ?? first),
    count: same.reduce((sum, { count }) => sum + count, 0),
  }));
  const regions = Array.from(new Set(cells.map(({ region }) => region)));
  return {
    direction: first.direction,
    programme: first.programme,
    regions: regions.sort((a, b) => (a ?? LAST).localeCompare(b ?? LAST)),
    cells: merged,
    whole: merged.reduce((sum, { count }) => sum + count, 0),
  };
}

function nameOf({ regions }: Group): string {
  return regions.map((region) => region ?? LAST).join();
}

/** The figures largest first, then the hidden ones by name: their order would say which is the larger. */
function shown({ direction, programme, regions, cells, whole }: Group): ShownOutcome[] {
  const rising = cells.toSorted((a, b) => a.count - b.count || keyOf(a).localeCompare(keyOf(b)));
  const hidden = hiddenOf(rising, whole);
  const total = whole < SMALLEST_GROUP ? null : whole;
  const about = { direction, programme, regions, total };
  const told = rising.filter((_, i) => hidden[i] !== true).reverse();
  const untold = rising.filter((_, i) => hidden[i] === true);
  const isAlone = cells.length === 1 && untold.length === 1;
  return [
    ...told.map(({ status, reason, count }) => ({ ...about, status, reason, count })),
    ...untold
      .toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
      .map(({ status, reason }) => ({ ...about, ...(isAlone ? UNTOLD : { status, reason }), count: null })),
  ];
}

/** What all people of a group have in common says it of each of them. */
const UNTOLD = { status: null, reason: 'hidden' };

/** That all are called who were called says nothing that the list does not. */
function hiddenOf(cells: readonly OutcomeCount[], whole: number): boolean[] {
  const isAgreed = cells.length === 1 && cells[0]?.status === 'invite';
  if (isAgreed && whole >= SMALLEST_GROUP) return [false];
  return suppress(
    cells.map(({ count }) => ({ numerator: count, denominator: whole })),
    SMALLEST_GROUP,
  );
}

function keyOf({ status, reason }: OutcomeCount): string {
  return `${status ?? ''}/${reason ?? ''}`;
}
