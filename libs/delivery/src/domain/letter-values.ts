import type { Definition } from '@kallelse/eligibility';
import { printedCode, revocableUntil } from '@kallelse/episodes';
import { addDuration, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import type { LetterValue } from '@kallelse/letters';

/** What a letter says beside its standing words. */
export interface LetterFacts {
  readonly kind: 'invitation' | 'reminder' | 'enquiry' | 'questionnaire' | 'confirmation' | 'correction';
  readonly step: string;
  readonly organs: readonly string[] | null;
  readonly validUntil: PlainDate | undefined;
  /** The code by which an enquiry is answered, or an answer stopped. */
  readonly code: string | undefined;
}

/** The variables of a letter's template; those that the template does not declare are left out. */
export function letterValues(
  facts: LetterFacts,
  definition: Definition | undefined,
  letterDate: PlainDate,
  declared: readonly string[],
): Record<string, LetterValue> {
  const code: Record<string, LetterValue> = facts.code === undefined ? {} : { code: printedCode(facts.code) };
  if (facts.kind === 'enquiry') return { organs: facts.organs ?? [], ...code };
  if (facts.kind === 'confirmation') return { until: revocableUntil(letterDate), ...code };
  if (facts.kind === 'correction') return {};
  const delivery = definition?.delivery;
  const step = delivery?.steps.find(({ id }) => id === facts.step);
  const values: Record<string, LetterValue | undefined> = {
    kit: step?.kit !== undefined,
    validUntil: facts.validUntil ?? firstValidity(definition, letterDate),
  };
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, LetterValue] => entry[1] !== undefined && declared.includes(entry[0]),
    ),
  );
}

/** The first letter of a round begins its validity. */
function firstValidity(definition: Definition | undefined, letterDate: PlainDate): PlainDate | undefined {
  const validity = definition?.delivery.validity;
  return validity && toPlainDate(addDuration(toDay(letterDate), validity));
}
