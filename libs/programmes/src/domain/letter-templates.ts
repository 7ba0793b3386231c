import type { Definition, Issue } from '@kallelse/eligibility';
import { nearestName } from '@kallelse/kernel';

/** The ids of the letter templates that there are. */
export type LetterTemplates = () => ReadonlySet<string>;

/** Injection token of {@link LetterTemplates}: the letters come after the programmes, and tell them so. */
export const LETTER_TEMPLATES = Symbol('letter templates');

/** Every letter a definition names by a template that is not there, with its path. */
export function unknownTemplates(
  { delivery: { steps, kits, ask, followUps } }: Definition,
  known: ReadonlySet<string>,
): readonly Issue[] {
  const named = [
    ...steps.map(({ template }, i) => [`steps[${i}].template`, template] as const),
    ...Object.entries(kits).flatMap(([kit, { template, letterAfter }]) => [
      [`kits.${kit}.template`, template] as const,
      ...(letterAfter ? [[`kits.${kit}.letterAfter.template`, letterAfter.template] as const] : []),
    ]),
    ...followUps.map(({ template }, i) => [`followUps[${i}].template`, template] as const),
    ...Object.entries(ask).map(([attribute, template]) => [`ask.${attribute}`, template] as const),
  ];
  return named
    .filter(([, template]) => !known.has(template))
    .map(([path, template]) => {
      const nearest = nearestName(template, known);
      const hint =
        nearest === undefined ? `there are ${[...known].sort().join(', ')}` : `did you mean "${nearest}"?`;
      return { path, message: `there is no letter template "${template}"; ${hint}` };
    });
}
