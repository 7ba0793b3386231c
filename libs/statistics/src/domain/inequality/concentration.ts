import { refuse, requireFinite, requirePositive, requireRows } from '../checks';
import { around, CONFIDENCE_95, type EstimateWithError } from '../intervals';
import { sumOf } from '../numbers';
import { fractionalRanks } from '../ranks';
import { classicalCovariance, deltaError, fitLine, type Point } from '../regression';
import { type Group, requirePositiveMean } from './groups';

/** A person or group with a figure, and the variable that ranks it from most to least disadvantaged. */
export interface RankedFigure extends Group {
  /** Ranking variable, lowest first; equal values share one rank. */
  readonly rankedBy: number;
}

/** The range a figure can have; 0 to 1 for participation. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Concentration indices; above 0 where the advantaged have more. Mean and bounds are taken as known for the errors. */
export interface Concentration {
  /** RCI = 2/μ Σ w (y − μ)(r − ½), between −1 and 1. */
  readonly relative: EstimateWithError;
  /** ACI = μ RCI, in the unit of the figure (also called generalised). */
  readonly absolute: EstimateWithError;
  /** RCI over its largest possible size within the bounds (Wagstaff 2005, Health Economics 14:429–432). */
  readonly wagstaff: EstimateWithError | null;
  /** 4 ACI ÷ range (Erreygers 2009, Journal of Health Economics 28:504–515). */
  readonly erreygers: EstimateWithError | null;
}

/**
 * Concentration indices with errors from the convenience regression of 2 σ²_r y/μ on the rank, weighted by size
 * (Kakwani, Wagstaff & van Doorslaer 1997, Journal of Econometrics 77:87–103).
 * @param rows three or more, not all at one rank
 * @param bounds of the figure, for Wagstaff and Erreygers; null leaves these out
 * @throws RangeError otherwise, with an empty group, a figure outside the bounds or a mean not above 0
 */
export function concentration(
  rows: readonly RankedFigure[],
  bounds: Bounds | null = null,
  confidence = CONFIDENCE_95,
): Concentration {
  const { points, mean, spread } = prepared(rows, bounds);
  const scaled = points.map((point) => ({ ...point, y: (2 * spread * point.y) / mean }));
  const line = fitLine(scaled);
  const se = Math.sqrt(classicalCovariance(line, scaled).slope);
  return indices(line.slope, se, mean, bounds, confidence);
}

/**
 * Concentration indices of persons with delta-method errors, which know that the mean is estimated too: index =
 * 2 σ²_r b₁ / (b₀ + b₁ r̄) (O'Donnell et al. 2008, Analyzing Health Equity Using Household Survey Data, eq. 8.12).
 * @throws RangeError as {@link concentration}
 */
export function concentrationOfPersons(
  rows: readonly RankedFigure[],
  bounds: Bounds | null = null,
  confidence = CONFIDENCE_95,
): Concentration {
  const { points, mean, spread, middle } = prepared(rows, bounds);
  const line = fitLine(points);
  const index = (2 * spread * line.slope) / mean;
  const se = deltaError(
    classicalCovariance(line, points),
    -index / mean,
    (2 * spread - index * middle) / mean,
  );
  return indices(index, se, mean, bounds, confidence);
}

function prepared(rows: readonly RankedFigure[], bounds: Bounds | null) {
  requireRows(rows, 3, 'a concentration index');
  for (const { value, size } of rows) {
    requireFinite(value, 'value of a group');
    requirePositive(size, 'size of a group');
    if (bounds && !(value >= bounds.least && value <= bounds.most)) {
      refuse('a concentration index: a figure lies outside its bounds');
    }
  }
  const ranks = fractionalRanks(rows.map(({ rankedBy, size }) => ({ value: rankedBy, weight: size })));
  const points: Point[] = rows.map(({ value, size }, i) => ({ x: ranks[i] ?? 0, y: value, weight: size }));
  const total = sumOf(rows, ({ size }) => size);
  const mean = sumOf(rows, ({ value, size }) => size * value) / total;
  requirePositiveMean(mean, 'a concentration index');
  const middle = sumOf(points, ({ x, weight }) => weight * x) / total;
  return {
    points,
    mean,
    middle,
    spread: sumOf(points, ({ x, weight }) => weight * (x - middle) ** 2) / total,
  };
}

function indices(
  index: number,
  se: number,
  mean: number,
  bounds: Bounds | null,
  confidence: number,
): Concentration {
  const times = (factor: number): EstimateWithError => around(index * factor, se * factor, confidence);
  const inside = bounds && mean > bounds.least && mean < bounds.most ? bounds : null;
  return {
    relative: times(1),
    absolute: times(mean),
    wagstaff:
      inside && times((mean * (inside.most - inside.least)) / ((inside.most - mean) * (mean - inside.least))),
    erreygers: bounds && times((4 * mean) / (bounds.most - bounds.least)),
  };
}
