import type { HandWorkedCase } from './case';
import { DATES } from './dates';
import { FACTS } from './facts';
import { ROUTES_AND_SCHEDULE } from './schedule';
import { TREES } from './trees';

export type { HandWorkedCase } from './case';

/** The cases, by what they are about. */
export const HAND_WORKED_CASES: Readonly<Record<string, readonly HandWorkedCase[]>> = {
  'dates, durations and birthdays': DATES,
  'trees, what is unknown and why': TREES,
  'facts and the statements behind them': FACTS,
  'manual routes and the schedule': ROUTES_AND_SCHEDULE,
};
