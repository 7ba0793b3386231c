import { civilOf, type Day } from '@kallelse/kernel';

/**
 * Identity numbers of people who do not exist. Personnummer and samordningsnummer come from the test series only, birth
 * numbers 980–999, so that none can belong to a living person; that is ten numbers for each legal sex and birth date.
 * Whoever finds them used up has a reserve number in a domain that no region owns.
 */

export type IdentityType = 'personnummer' | 'samordningsnummer' | 'reservnummer';

export interface Identity {
  readonly type: IdentityType;
  readonly value: string;
  /** Given for reserve numbers only; the other types have their national domain. */
  readonly domain: string;
}

/** What a register says; decides which numbers can be given, and nothing else here. */
export type LegalSex = 'female' | 'male';

/** The domain of the synthetic reserve numbers. */
export const RESERVE_DOMAIN = 'urn:kallelse:synthetic';

const FIRST_BIRTH_NUMBER = 980;

/**
 * The ten numbers of a legal sex and birth date, by what they are kept for. Fixed places keep every number unique
 * without remembering which are taken: those who change number take one that nobody else can have.
 */
export const ORDINAL = {
  /** 0 to 6 go to residents of the extract, in turn. */
  residents: 7,
  arrival: 7,
  changedAfterExtract: 8,
  beforeChange: 9,
} as const;

/** The birth number (980–999) at one of the ten places of a legal sex. */
export function birthNumber(sex: LegalSex, ordinal: number): number {
  return FIRST_BIRTH_NUMBER + 2 * ordinal + (sex === 'male' ? 1 : 0);
}

export function personnummer(birth: Day, number: number): Identity {
  return { type: 'personnummer', value: numberText(birth, 0, number), domain: '' };
}

/** The day of the month is raised by 60. */
export function samordningsnummer(birth: Day, number: number): Identity {
  return { type: 'samordningsnummer', value: numberText(birth, 60, number), domain: '' };
}

/** A reserve number that says nothing about its holder. */
export function reservnummer(serial: number): Identity {
  return { type: 'reservnummer', value: `S${String(serial).padStart(9, '0')}`, domain: RESERVE_DOMAIN };
}

/** Twelve digits: birth date, birth number, check digit over all but the century. */
function numberText(birth: Day, addedToDay: number, number: number): string {
  const { year, month, day } = civilOf(birth);
  const digits = `${two(year % 100)}${two(month)}${two(day + addedToDay)}${number}`;
  return `${two(Math.floor(year / 100))}${digits}${luhn(digits)}`;
}

/** The check digit of a number by Luhn's method: every second digit from the right doubled, its digits added. */
function luhn(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48;
    const doubled = (digits.length - i) % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
