import { civilOf, toDay, type PlainDate } from '@kallelse/kernel';
import { normalNumber } from './identity-number';

/** What to look for: a number, in each way it may have been meant, or the words of a name. Never both. */
export interface SearchQuery {
  readonly numbers: readonly string[];
  readonly words: readonly string[];
}

/** Ten digits as people say them: two of the year, month, day, then `+` from the year in which one turns 100. */
const SHORT = /^(\d{2})(\d{4})([+-]?)(\d{4})$/;
/** A name has to be narrowed down somehow. */
const LEAST_LETTERS = 2;
const CENTURY = 100;

/**
 * Reads what a clerk types: text with a digit is a number (of any kind, with or without century, sign and spaces),
 * everything else a name.
 * @returns undefined when it is too little to look for
 */
export function readSearchQuery(text: string, today: PlainDate): SearchQuery | undefined {
  if (/\d/.test(text)) {
    const whole = text.replace(/\s/g, '');
    const normal = normalNumber(whole);
    return { numbers: [...new Set([whole, normal, ...withCentury(normal, today)])], words: [] };
  }
  const words = text.split(/[\s,.-]+/).filter((word) => word !== '');
  const letters = Math.max(0, ...words.map((word) => word.length));
  return letters < LEAST_LETTERS ? undefined : { numbers: [], words };
}

/** The twelve digits behind ten: the latest century that is not in the future; one earlier with `+`. */
function withCentury(number: string, today: PlainDate): string[] {
  const [, years = '', days = '', sign = '', last = ''] = SHORT.exec(number) ?? [];
  if (years === '') return [];
  const thisYear = civilOf(toDay(today)).year;
  const century = thisYear - (thisYear % CENTURY);
  const recent = century + Number(years) > thisYear ? century - CENTURY : century;
  const first = (sign === '+' ? recent - CENTURY : recent) + Number(years);
  // Without a sign somebody may be over 100 as well.
  const born = sign === '' ? [first, first - CENTURY] : [first];
  return born.map((year) => `${year}${days}${last}`);
}
