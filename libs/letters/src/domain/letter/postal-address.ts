import { type LetterInput, type Recipient } from './letter-input';
import { printable } from './printable';
import { type LetterProblem } from './problems';

/**
 * The address lines in the order of SS 613401: name, c/o, street, postcode and town, and the country for an address
 * abroad. Town and country in capitals, a Swedish postcode as `123 45`, no empty line. A mediated letter shows the name
 * alone: nobody but Skatteverket knows where it goes.
 */
export function addressLines(
  recipient: Recipient,
  variant: LetterInput['variant'] = 'ordinary',
): readonly string[] {
  const name = printable(recipient.name);
  if (variant === 'mediated') return [name];
  const careOf = clean(recipient.careOf);
  return [
    name,
    careOf === '' ? '' : withCareOf(careOf),
    clean(recipient.address1),
    clean(recipient.address2),
    townLine(recipient),
    isAbroad(recipient) ? clean(recipient.country).toUpperCase() : '',
  ].filter((line) => line !== '');
}

/** What an address lacks before it can be posted. A foreign address needs a line, a town and a country, in its own form. */
export function checkAddress(
  recipient: Recipient,
  variant: LetterInput['variant'],
): readonly LetterProblem[] {
  const problems: LetterProblem[] = [];
  const missing = (text: string | undefined, code: LetterProblem['code'], field: string): void => {
    if (clean(text) === '') problems.push({ code, field: `recipient.${field}` });
  };
  missing(recipient.name, 'name-missing', 'name');
  if (variant === 'mediated') return problems;
  missing(`${recipient.address1 ?? ''} ${recipient.address2 ?? ''}`, 'address-line-missing', 'address1');
  missing(recipient.city, 'city-missing', 'city');
  if (isAbroad(recipient)) return problems;
  missing(recipient.postcode, 'postcode-missing', 'postcode');
  const postcode = clean(recipient.postcode);
  if (postcode !== '' && swedishPostcode(postcode) === undefined)
    problems.push({ code: 'postcode-malformed', field: 'recipient.postcode' });
  return problems;
}

function isAbroad(recipient: Recipient): boolean {
  return !['', 'SVERIGE', 'SWEDEN', 'SE'].includes(clean(recipient.country).toUpperCase());
}

function townLine(recipient: Recipient): string {
  const postcode = clean(recipient.postcode);
  const written = isAbroad(recipient) ? postcode : (swedishPostcode(postcode) ?? postcode);
  return `${written} ${clean(recipient.city).toUpperCase()}`.trim();
}

function swedishPostcode(postcode: string): string | undefined {
  const digits = /^(\d{3})\s?(\d{2})$/.exec(postcode);
  return digits === null ? undefined : `${digits[1] ?? ''} ${digits[2] ?? ''}`;
}

function withCareOf(careOf: string): string {
  return /^c\/o\b/i.test(careOf) ? careOf : `c/o ${careOf}`;
}

function clean(text: string | undefined): string {
  return text === undefined ? '' : printable(text);
}
