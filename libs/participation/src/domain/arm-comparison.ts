import { proportionDifference, suppress, wilson, type Estimate } from '@kallelse/statistics';

/** Invited and participated of one arm (or side) in one area type; null: none stated. */
export interface ArmCount {
  readonly areaType: number | null;
  readonly arm: string;
  readonly invited: number;
  readonly participated: number;
}

export interface ArmRow {
  /** `all`: together, never told without the types. */
  readonly areaType: number | null | 'all';
  readonly arm: string;
  readonly invited: number | null;
  readonly participated: number | null;
  readonly rate: Estimate | null;
  /** From the first arm, with Newcombe's interval; null: it is the first, or one of the two is suppressed. */
  readonly difference: Estimate | null;
  readonly suppressed: boolean;
}

/**
 * Compares arms with the first, within each area type and together. Small numbers are suppressed in each arm, with what
 * their sum would tell.
 */
export function compareArms(counts: readonly ArmCount[], arms: readonly string[]): ArmRow[] {
  const types = [...new Set(counts.map(({ areaType }) => areaType))].sort((a, b) => (a ?? 9) - (b ?? 9));
  const of = (areaType: number | null, arm: string) =>
    counts.find((one) => one.areaType === areaType && one.arm === arm) ?? { invited: 0, participated: 0 };
  const hidden = new Map(
    arms.map((arm) => {
      const cells = types.map((type) => of(type, arm));
      const flags = suppress(
        cells.map(({ participated, invited }) => ({ numerator: participated, denominator: invited })),
      );
      return [arm, flags] as const;
    }),
  );
  const rows = types.flatMap((areaType, i) =>
    group(areaType, arms, (arm) => ({ ...of(areaType, arm), isHidden: hidden.get(arm)?.[i] ?? true })),
  );
  const all = group('all', arms, (arm) => {
    const own = counts.filter((one) => one.arm === arm);
    const [invited, participated] = [sum(own, 'invited'), sum(own, 'participated')];
    const [isHidden = true] = suppress([{ numerator: participated, denominator: invited }]);
    return { invited, participated, isHidden };
  });
  return [...rows, ...all];
}

interface Side {
  readonly invited: number;
  readonly participated: number;
  readonly isHidden: boolean;
}

function group(
  areaType: ArmRow['areaType'],
  arms: readonly string[],
  sideOf: (arm: string) => Side,
): ArmRow[] {
  const [first = ''] = arms;
  const control = sideOf(first);
  return arms.map((arm): ArmRow => {
    const side = sideOf(arm);
    if (side.isHidden)
      return {
        ...{ areaType, arm, suppressed: true },
        ...{ invited: null, participated: null, rate: null, difference: null },
      };
    const { invited, participated } = side;
    const isCompared = arm !== first && !control.isHidden;
    const difference = isCompared
      ? proportionDifference({ x: participated, n: invited }, { x: control.participated, n: control.invited })
      : null;
    return {
      areaType,
      arm,
      invited,
      participated,
      rate: wilson(participated, invited),
      difference,
      suppressed: false,
    };
  });
}

function sum(counts: readonly ArmCount[], of: 'invited' | 'participated'): number {
  return counts.reduce((total, count) => total + count[of], 0);
}
