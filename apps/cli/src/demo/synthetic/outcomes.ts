import type { Programme } from './participation';
import type { Random } from './random';
import { Weighted } from './random';

/** What a test showed. */
export interface TestOutcome {
  readonly method: 'hpv' | 'cytology' | 'mammography' | 'fit' | 'psa';
  readonly result: 'negative' | 'positive' | 'inadequate' | 'normal' | 'elevated';
  /** PSA in µg/l, one decimal. */
  readonly value?: number;
}

type Plain = 'negative' | 'positive' | 'inadequate';

const HPV = new Weighted<Plain>([
  ['negative', 0.905],
  ['positive', 0.085],
  ['inadequate', 0.01],
]);
const CYTOLOGY = new Weighted<Plain>([
  ['negative', 0.94],
  ['positive', 0.045],
  ['inadequate', 0.015],
]);
const MAMMOGRAPHY = new Weighted<Plain>([
  ['negative', 0.968],
  ['positive', 0.03],
  ['inadequate', 0.002],
]);
const FIT = new Weighted<Plain>([
  ['negative', 0.97],
  ['positive', 0.025],
  ['inadequate', 0.005],
]);

/** PSA from which the result is `elevated`; about 3 % of 50-year-olds reach it, 60 % stay below 1. */
const ELEVATED_FROM = 3;
const PSA_MEDIAN = 0.8;
const PSA_SPREAD = 0.7;

export function cytologyOutcome(random: Random): TestOutcome {
  return { method: 'cytology', result: CYTOLOGY.pick(random) };
}

/** The outcome of the test that a programme offers today. */
export function testOutcome(programme: Programme, random: Random): TestOutcome {
  switch (programme) {
    case 'cervical':
      return { method: 'hpv', result: HPV.pick(random) };
    case 'breast':
      return { method: 'mammography', result: MAMMOGRAPHY.pick(random) };
    case 'colorectal':
      return { method: 'fit', result: FIT.pick(random) };
    case 'opt':
      return psaOutcome(random);
  }
}

function psaOutcome(random: Random): TestOutcome {
  const exact = PSA_MEDIAN * Math.exp(PSA_SPREAD * random.normal());
  const value = Math.max(1, Math.round(exact * 10)) / 10;
  return { method: 'psa', result: value < ELEVATED_FROM ? 'normal' : 'elevated', value };
}
