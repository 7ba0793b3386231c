/** A figure with the limits of its confidence interval, all in the figure's own unit. */
export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** An estimate with its standard error, in the unit the function says. */
export interface EstimateWithError extends Estimate {
  readonly se: number;
}

/** Limits of a confidence interval. */
export interface Limits {
  readonly lower: number;
  readonly upper: number;
}

/** How sure an interval is to be; 0.95 unless told. */
export const CONFIDENCE_95 = 0.95;
