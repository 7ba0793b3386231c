import { refuse, requireNotNegative, requireRows } from '../checks';
import { zOf } from '../distributions';
import { CONFIDENCE_95, type EstimateWithError } from '../intervals';

/** One invited person: days until participation, or until the person was last known not to have taken part. */
export interface FollowUp {
  /** Days since invitation, 0 or more. */
  readonly time: number;
  /** Whether the person took part then; false: censored (moved out, died, blocked, data extracted). */
  readonly event: boolean;
}

/** A step of the curve. */
export interface ParticipationStep {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  /** Share that has taken part by then. */
  readonly participation: number;
  /** Greenwood's standard error of it. */
  readonly se: number;
}

/** Scale on which limits are made: log-log keeps them between 0 and 1, plain is symmetric and cut there. */
export type CurveLimits = 'log-log' | 'plain';

/**
 * Cumulative participation with censoring, 1 − Kaplan–Meier (1958, JASA 53:457–481), with Greenwood's variance. Persons
 * censored on a day on which others take part count as at risk on it.
 * @param persons at least one
 * @returns a step per day with participation, in order of time
 * @throws RangeError without persons or with a negative time
 */
export function participationCurve(persons: readonly FollowUp[]): ParticipationStep[] {
  requireRows(persons, 1, 'participationCurve');
  for (const { time } of persons) requireNotNegative(time, 'time of a person');
  const sorted = [...persons].sort((a, b) => a.time - b.time);
  const steps: ParticipationStep[] = [];
  let [remaining, greenwood] = [1, 0];
  for (let from = 0; from < sorted.length;) {
    const time = sorted[from]?.time ?? 0;
    let [to, events] = [from, 0];
    for (; to < sorted.length && sorted[to]?.time === time; to++) if (sorted[to]?.event) events++;
    const atRisk = sorted.length - from;
    if (events > 0) {
      remaining *= (atRisk - events) / atRisk;
      greenwood += events / (atRisk * (atRisk - events));
      const se = remaining === 0 ? 0 : remaining * Math.sqrt(greenwood);
      steps.push({ time, atRisk, events, participation: 1 - remaining, se });
    }
    from = to;
  }
  return steps;
}

/**
 * Participation within some days of invitation. Null beyond the last follow-up, where the curve says nothing (unless
 * everybody has taken part by then).
 * @param within days, 0 or more
 * @throws RangeError as {@link participationCurve}
 */
export function participationWithin(
  persons: readonly FollowUp[],
  within: number,
  { limits = 'log-log', confidence = CONFIDENCE_95 }: { limits?: CurveLimits; confidence?: number } = {},
): EstimateWithError | null {
  requireNotNegative(within, 'days of participation');
  const step = participationCurve(persons).findLast(({ time }) => time <= within);
  const last = persons.reduce((latest, { time }) => Math.max(latest, time), 0);
  if (within > last && step?.participation !== 1) return null;
  const { participation: value, se } = step ?? { participation: 0, se: 0 };
  const z = zOf(confidence);
  if (value === 0 || value === 1) return { value, se, lower: value, upper: value };
  if (limits === 'plain') {
    return { value, se, lower: Math.max(0, value - z * se), upper: Math.min(1, value + z * se) };
  }
  return { value, se, ...logLog(1 - value, se, z) };
}

/** Limits of 1 − S from ln(−ln S) ∓ z se/(S |ln S|) (Kalbfleisch & Prentice 1980). */
function logLog(survival: number, se: number, z: number): { lower: number; upper: number } {
  const log = Math.log(survival);
  if (!(log < 0)) refuse('a curve between 0 and 1 is needed');
  const reach = Math.exp((z * se) / (survival * -log));
  return { lower: 1 - Math.exp(log / reach), upper: 1 - Math.exp(log * reach) };
}
