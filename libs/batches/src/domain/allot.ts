/** What the places of a batch are divided by: the units that serve districts, their laboratories, or regions. */
export const LIMITED_BY = ['unit', 'laboratory', 'region'] as const;
export type LimitedBy = (typeof LIMITED_BY)[number];

/** Most letters for each unit or region; whoever belongs to none of them is not limited by this. */
export interface BatchLimits {
  readonly by: LimitedBy;
  readonly places: Readonly<Record<string, number>>;
  /** In what proportion others get what one does not need; one without a share gets nothing more than its places. */
  readonly shares: Readonly<Record<string, number>>;
}

/** What became of the places of one. */
export interface Allotment {
  readonly group: string;
  readonly places: number;
  /** Who is due there. */
  readonly due: number;
  /** Most who are selected: no more than are due. */
  readonly allotted: number;
  /** Places of its own that nobody could use. */
  readonly lost: number;
}

/**
 * Divides places: each gets its own as far as it needs them; what is left over goes to those with a share that want more,
 * in proportion, whole places to the largest remainder, until nobody wants any or nothing is left.
 * @param due how many are due in each
 */
export function allot({ places, shares }: BatchLimits, due: ReadonlyMap<string, number>): Allotment[] {
  const groups = Object.keys(places).sort();
  const wanted = new Map(groups.map((group) => [group, due.get(group) ?? 0]));
  const given = new Map(groups.map((group) => [group, Math.min(places[group] ?? 0, wanted.get(group) ?? 0)]));
  const want = (group: string): number => (wanted.get(group) ?? 0) - (given.get(group) ?? 0);
  const spare = new Map(groups.map((group) => [group, (places[group] ?? 0) - (given.get(group) ?? 0)]));
  let left = sum(spare.values());
  for (;;) {
    const asking = groups.filter((group) => want(group) > 0 && (shares[group] ?? 0) > 0);
    if (left === 0 || asking.length === 0) break;
    for (const [group, more] of divide(left, asking, shares)) {
      const taken = Math.min(more, want(group));
      given.set(group, (given.get(group) ?? 0) + taken);
      left -= taken;
    }
  }
  return groups.map((group) => ({
    group,
    places: places[group] ?? 0,
    due: wanted.get(group) ?? 0,
    allotted: given.get(group) ?? 0,
    lost: lostOf(group, spare, left),
  }));
}

/** What is left in the end is lost by those who had it to spare, in proportion. */
function lostOf(group: string, spare: ReadonlyMap<string, number>, left: number): number {
  const shares = Object.fromEntries(spare);
  const lost = left === 0 ? undefined : divide(left, [...spare.keys()], shares).get(group);
  return lost ?? 0;
}

/** Whole numbers that add up to `total`, in proportion to shares: rounded down, the rest to the largest remainders. */
function divide(
  total: number,
  groups: readonly string[],
  shares: Readonly<Record<string, number>>,
): Map<string, number> {
  const weight = (group: string): number => shares[group] ?? 0;
  const all = groups.reduce((added, group) => added + weight(group), 0);
  const exact = groups.map((group) => ({ group, part: (total * weight(group)) / all }));
  const parts = new Map(exact.map(({ group, part }) => [group, Math.floor(part)]));
  const byRemainder = exact
    .filter(({ group }) => weight(group) > 0)
    .sort((one, other) => (other.part % 1) - (one.part % 1) || (one.group < other.group ? -1 : 1));
  const rest = total - sum(parts.values());
  for (const { group } of byRemainder.slice(0, rest)) parts.set(group, (parts.get(group) ?? 0) + 1);
  return parts;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
