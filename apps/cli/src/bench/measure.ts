/** The measures, in the order in which they are taken. */
export const MEASURES = [
  'import',
  'decisions',
  'simulation',
  'decide-memory',
  'print',
  'release',
  'equity',
] as const;

export type MeasureName = (typeof MEASURES)[number];

/** What a figure is held to. */
export interface Target {
  readonly at: 'most' | 'least';
  readonly value: number;
}

/** One line of the report. */
export interface Measure {
  readonly measure: string;
  /** How many of what was worked on: "200 000 residents". */
  readonly size: string;
  readonly ours: Figure;
  /** Measured in the same run, in turn with ours. Absent: a figure that stands by itself. */
  readonly baseline?: Figure;
  /** What is held to the target: ours ÷ baseline, or for memory the figure itself. Absent: reported only. */
  readonly ratio?: number;
  readonly target?: Target;
}

export interface Figure {
  readonly value: number;
  readonly unit: string;
}

/** Seconds for one unit of work at a size, to compare sizes by. */
export interface Pace {
  readonly measure: string;
  readonly size: number;
  readonly secondsEach: number;
}

/** What a measure of one size comes to. */
export interface Outcome {
  readonly measures: readonly Measure[];
  readonly paces: readonly Pace[];
}

/** True, false, or undefined where there is no target. */
export function isMet({ ratio, target }: Measure): boolean | undefined {
  if (ratio === undefined || target === undefined) return undefined;
  return target.at === 'most' ? ratio <= target.value : ratio >= target.value;
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  if (low === undefined || high === undefined) throw new Error('nothing was measured');
  return (low + high) / 2;
}

/** How much slower one unit of work may be at the largest size than at the smallest, to count as near-linear. */
const NEAR_LINEAR = 1.5;

/** One line per measure that was taken at several sizes: its time per unit at the largest, over that at the smallest. */
export function linearity(paces: readonly Pace[]): Measure[] {
  return [...new Set(paces.map(({ measure }) => measure))].flatMap((measure) => {
    const own = paces.filter((pace) => pace.measure === measure).sort((a, b) => a.size - b.size);
    const [small, large] = [own[0], own[own.length - 1]];
    if (!small || !large || small.size === large.size) return [];
    const microseconds = ({ secondsEach }: Pace): Figure => ({ value: secondsEach * 1e6, unit: 'µs each' });
    return [
      {
        measure: `${measure}: growth`,
        size: `${large.size} : ${small.size}`,
        ours: microseconds(large),
        baseline: microseconds(small),
        ratio: large.secondsEach / small.secondsEach,
        target: { at: 'most', value: NEAR_LINEAR } as const,
      },
    ];
  });
}

/** Runs work and tells the seconds it took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { seconds: (performance.now() - start) / 1000, result };
}
