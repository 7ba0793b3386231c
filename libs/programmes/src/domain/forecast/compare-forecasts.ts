import { compareFigures, type ComparedFigure, type Figure } from '../simulation/compare-results';
import type { Forecast } from './forecast';

/** The figures that two forecasts differ in: by month, and by place over all their months. */
export function compareForecasts(a: Forecast, b: Forecast): ComparedFigure[] {
  return compareFigures(figuresOf(a), figuresOf(b));
}

function figuresOf({ population, dueNow, months, places, by }: Forecast): Figure[] {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
  return [
    { of: 'population', name: 'residents', count: population },
    { of: 'firstDue', name: 'now', count: dueNow },
    ...months.map(({ month, firstDue }): Figure => ({ of: 'firstDue', name: month, count: firstDue })),
    ...months.flatMap(({ month, steadyState }): Figure[] =>
      steadyState === null ? [] : [{ of: 'steadyState', name: month, count: steadyState }],
    ),
    ...places.flatMap(({ place, firstDue, steadyState }): Figure[] => {
      const name = place ?? '-';
      const first: Figure = { of: by, name: `${name} first due`, count: sum(firstDue) };
      const steady: Figure[] = steadyState
        ? [{ of: by, name: `${name} steady state`, count: Math.round(sum(steadyState) * 10) / 10 }]
        : [];
      return [first, ...steady];
    }),
  ];
}
