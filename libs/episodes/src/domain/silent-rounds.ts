import type { Definition, Step } from '@kallelse/eligibility';

/** After how many missed rounds a letter comes in place of a kit; undefined: never. */
export function silentRounds({ delivery }: Pick<Definition, 'delivery'>): number | undefined {
  const least = Object.values(delivery.kits).flatMap(({ letterAfter }) => letterAfter?.rounds ?? []);
  return least.length === 0 ? undefined : Math.min(...least);
}

/** The template of the letter in place of the kit of a step; undefined: the step is the same for everybody. */
export function letterInPlace({ delivery }: Pick<Definition, 'delivery'>, step: Step): string | undefined {
  return step.kit === undefined ? undefined : delivery.kits[step.kit]?.letterAfter?.template;
}
