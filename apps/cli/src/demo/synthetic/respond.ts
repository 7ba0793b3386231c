import { addMonths, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import type { AreaType } from './geography';
import { testOutcome, type TestOutcome } from './outcomes';
import { attitude, chanceToTakePart, meanParticipation, type Programme } from './participation';
import { hashText, Random, STREAM } from './random';

/** A round's first letter, or any later one. */
export type ContactKind = 'invitation' | 'reminder';

/** What a resident does after a contact, counted in days from it. */
export type ResidentResponse =
  | ({ readonly kind: 'takes-part'; readonly takesPart: true; readonly afterDays: number } & TestOutcome)
  | {
      readonly kind: 'opts-out';
      readonly takesPart: false;
      readonly afterDays: number;
      readonly optsOut:
        { readonly kind: 'permanent' | 'episode' } | { readonly kind: 'until'; readonly until: PlainDate };
    }
  | { readonly kind: 'returned'; readonly takesPart: false; readonly afterDays: number }
  | { readonly kind: 'none'; readonly takesPart: false };

/** A reminder comes this many days after the invitation in the delivered programmes. */
const REMINDER_AFTER = 60;
/** Of those who take part in a round: before the reminder; later, though not because of it; the rest come reminded. */
const EARLY = 0.52;
const LATE = 0.08;
const LATEST = 150;
const RETURNED_SHARE = 0.006;
const OPT_OUT_SHARE = 0.03;

/**
 * How the residents of the synthetic region answer, for playing a round to its end. Pure: the same arguments always
 * give the same answer. `residentKey` is the identity in residents.csv, whose histories follow the same attitudes.
 *
 * Ask once for the invitation, and for a reminder only when nothing but `none` came before it: then the shares of a
 * round add up to its participation, about half of it before the first reminder.
 */
export function respond(
  residentKey: string,
  programme: Programme,
  contactDate: PlainDate,
  areaType: AreaType | undefined,
  seed: number,
  contact: ContactKind = 'invitation',
): ResidentResponse {
  // Whose address is wrong is a trait of the resident, not of the letter: every letter comes back.
  const traits = new Random(seed, STREAM.response, hashText(residentKey));
  const random = new Random(seed, STREAM.response, hashText(`${residentKey}/${programme}/${contactDate}`));
  if (traits.chance(RETURNED_SHARE)) {
    return { kind: 'returned', takesPart: false, afterDays: random.between(4, 16) };
  }
  const mean = meanParticipation(programme, areaType);
  const chance = chanceToTakePart(attitude(residentKey, programme, seed), mean);
  const afterDays =
    contact === 'invitation' ? daysToInvitation(chance, random) : daysToReminder(chance, random);
  if (afterDays !== undefined) {
    return { kind: 'takes-part', takesPart: true, afterDays, ...testOutcome(programme, random) };
  }
  const refusal = random.chance(OPT_OUT_SHARE * (1 - chance));
  return refusal ? optsOut(contactDate, random) : { kind: 'none', takesPart: false };
}

function daysToInvitation(chance: number, random: Random): number | undefined {
  const draw = random.unit();
  if (draw < chance * EARLY) return random.between(3, REMINDER_AFTER - 1);
  return draw < chance * (EARLY + LATE) ? random.between(REMINDER_AFTER + 1, LATEST) : undefined;
}

/** Given that the invitation alone did not do it. */
function daysToReminder(chance: number, random: Random): number | undefined {
  const already = chance * (EARLY + LATE);
  return random.chance((chance - already) / (1 - already))
    ? random.between(3, LATEST - REMINDER_AFTER)
    : undefined;
}

function optsOut(contactDate: PlainDate, random: Random): ResidentResponse {
  const afterDays = random.between(2, 40);
  const draw = random.unit();
  if (draw < 0.6) return { kind: 'opts-out', takesPart: false, afterDays, optsOut: { kind: 'permanent' } };
  if (draw < 0.8) return { kind: 'opts-out', takesPart: false, afterDays, optsOut: { kind: 'episode' } };
  const until = toPlainDate(addMonths(toDay(contactDate), random.pick([6, 12, 24])));
  return { kind: 'opts-out', takesPart: false, afterDays, optsOut: { kind: 'until', until } };
}
