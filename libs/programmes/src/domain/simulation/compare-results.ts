import { byValue } from './population-count';
import { STATUSES, type SimulationResult, type Slice } from './simulation';

/**
 * A figure of two simulations, what they say of the definitions simulated, not of what those were compared with; or of two
 * forecasts.
 */
export interface ComparedFigure {
  readonly of:
    | 'population'
    | 'decision'
    | 'reason'
    | 'district'
    | 'municipality'
    | 'areaType'
    | 'birthYear'
    | 'dueMonth'
    | 'firstDue'
    | 'steadyState'
    | 'unit';
  /** `invite`, `hold not-due schedule.next[0]`, `0180R001 invite`, `0180R001 first due`; the unknown value is `-`. */
  readonly name: string;
  readonly a: number;
  readonly b: number;
}

/** The figures that two simulations differ in. */
export function compareResults(a: SimulationResult, b: SimulationResult): ComparedFigure[] {
  return compareFigures(figuresOf(a), figuresOf(b));
}

/** The figures that differ, by what they are of and their name. */
export function compareFigures(a: readonly Figure[], b: readonly Figure[]): ComparedFigure[] {
  const [before, after] = [byKey(a), byKey(b)];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    const one = before.get(key) ?? after.get(key);
    const [x, y] = [before.get(key)?.count ?? 0, after.get(key)?.count ?? 0];
    return one && x !== y ? [{ of: one.of, name: one.name, a: x, b: y }] : [];
  });
}

/** One figure of a result. */
export interface Figure {
  readonly of: ComparedFigure['of'];
  readonly name: string;
  readonly count: number;
}

function byKey(figures: readonly Figure[]): ReadonlyMap<string, Figure> {
  return new Map(figures.map((figure) => [`${figure.of} ${figure.name}`, figure]));
}

function figuresOf(result: SimulationResult): Figure[] {
  return [
    { of: 'population', name: 'residents', count: result.population },
    ...STATUSES.map((status): Figure => ({
      of: 'decision',
      name: status,
      count: result.decisions.draft[status] ?? 0,
    })),
    ...result.reasons.map(({ status, code, path, draft }): Figure => ({
      of: 'reason',
      name: `${status} ${code} ${path}`,
      count: draft,
    })),
    ...result.dueMonths.map(({ month, draft }): Figure => ({ of: 'dueMonth', name: month, count: draft })),
    ...ofSlices('municipality', result.municipalities),
    ...ofSlices('district', result.districts),
    ...ofSlices('areaType', result.areaTypes),
    ...ofSlices('birthYear', result.birthYears),
  ];
}

function ofSlices(of: Figure['of'], slices: readonly Slice<string | number>[]): Figure[] {
  return [...slices]
    .sort((a, b) => byValue(a.value, b.value))
    .flatMap(({ value, draft }) =>
      STATUSES.map((status) => ({ of, name: `${value ?? '-'} ${status}`, count: draft[status] ?? 0 })),
    );
}
