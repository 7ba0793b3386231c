import type { Definition } from '@kallelse/eligibility';
import { printedCode, revocableUntil } from '@kallelse/episodes';
import { addDuration, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import type { LetterValue } from '@kallelse/letters';
import type { ContactKind } from './contact-kind';

/** What a letter says beside its standing words. */
export interface LetterFacts {
  readonly kind: ContactKind;
  readonly step: string;
  readonly organs: readonly string[] | null;
  readonly validUntil: PlainDate | undefined;
  /** The code by which an enquiry is answered, or an answer stopped. */
  readonly code: string | undefined;
  /** Of a replacement: what became of the kit that it takes the place of. */
  readonly replaces: string | undefined;
  /** The time of the round: a plain date, `09:40`, and where. */
  readonly booked:
    { readonly bookedDay: string; readonly bookedTime: string; readonly bookedPlace: string } | undefined;
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
    ...(facts.kind === 'replacement' ? whyReplaced(facts.replaces) : {}),
    ...facts.booked,
    validUntil: facts.validUntil ?? firstValidity(definition, letterDate),
  };
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, LetterValue] => entry[1] !== undefined && declared.includes(entry[0]),
    ),
  );
}

/** One of them is true; a kit that came back was lost to the resident, one that replaces none was asked for. */
function whyReplaced(replaces: string | undefined): Record<string, boolean> {
  const asked = replaces === undefined;
  const [unusable, expired] = [replaces === 'unusable', replaces === 'expired'];
  return { unusable, expired, asked, lost: !unusable && !expired && !asked };
}

/** The first letter of a round begins its validity. */
function firstValidity(definition: Definition | undefined, letterDate: PlainDate): PlainDate | undefined {
  const validity = definition?.delivery.validity;
  return validity && toPlainDate(addDuration(toDay(letterDate), validity));
}
