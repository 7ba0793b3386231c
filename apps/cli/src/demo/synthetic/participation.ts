import type { AreaType } from './geography';
import { hashText, Random, STREAM } from './random';

/** The delivered programmes. */
export type Programme = 'cervical' | 'breast' | 'colorectal' | 'opt';
export const PROGRAMMES: readonly Programme[] = ['cervical', 'breast', 'colorectal', 'opt'];

/** Of a round's invited, how many take part within a year, by area type: the span between districts of mammography. */
export const PARTICIPATION_BY_AREA_TYPE: Readonly<Record<AreaType, number>> = {
  1: 0.6,
  2: 0.65,
  3: 0.7,
  4: 0.74,
  5: 0.78,
};

/** How a programme's participation stands to that: yearly re-calls reach fewer each time, a blood test far fewer. */
const RELATIVE: Readonly<Record<Programme, number>> = {
  cervical: 0.84,
  breast: 1.05,
  colorectal: 1,
  opt: 0.5,
};

/** Where no area type is known. */
const MIDDLE: AreaType = 3;

/** The mean participation in a round of a programme among residents of an area type. */
export function meanParticipation(programme: Programme, areaType: AreaType | undefined): number {
  return PARTICIPATION_BY_AREA_TYPE[areaType ?? MIDDLE] * RELATIVE[programme];
}

/** Of people, how many keep one attitude in every programme instead of one for each. */
const SAME_EVERYWHERE = 0.7;

/**
 * A resident's lasting attitude, evenly spread from 0 (always comes) to 1 (never does). Habits make the difference
 * between a region where everybody comes to 70 % of their rounds and one where 30 % of people never come.
 */
export function attitude(residentKey: string, programme: Programme, seed: number): number {
  const random = new Random(seed, STREAM.attitude, hashText(residentKey));
  const general = random.unit();
  if (random.chance(SAME_EVERYWHERE)) return general;
  return new Random(seed, STREAM.attitude, hashText(`${residentKey}/${programme}`)).unit();
}

const HESITANT = 0.12;
const OF_STEADY = 0.97;
const OF_HESITANT = 0.5;
const OF_RELUCTANT = 0.03;

/**
 * The chance that someone of an attitude takes part in a round, when `mean` of everybody does: most come nearly
 * always or hardly ever, a quarter of all hesitate. Over all attitudes it averages to the mean within 0.02.
 */
export function chanceToTakePart(attitudeOfResident: number, mean: number): number {
  if (attitudeOfResident < mean - HESITANT) return OF_STEADY;
  return attitudeOfResident < mean + HESITANT ? OF_HESITANT : OF_RELUCTANT;
}
