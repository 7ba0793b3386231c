/** Why a letter is not made. Codes are stable; the caller holds the contact and shows them to the office. */
export const LETTER_PROBLEM_CODES = [
  /** A name, address line or value has a character that the font cannot print. */
  'unprintable-character',
  'name-missing',
  /** No number by which Skatteverket could mediate the letter. */
  'personal-number-malformed',
  'address-line-missing',
  'postcode-missing',
  /** A Swedish postcode that is not five digits. */
  'postcode-malformed',
  'city-missing',
  /** The address is larger than the envelope's window at the smallest size the post accepts. */
  'address-too-large',
  /** The unit lacks what this letter says about it. */
  'unit-incomplete',
  'unit-unknown',
  /** The unit's name, address or hours do not fit in the letter's header or footer. */
  'unit-text-too-long',
  'value-missing',
  'value-invalid',
  /** A value that the template does not declare. */
  'value-unknown',
  /** The language page's address cannot be printed as a QR code. */
  'language-url-invalid',
  /** More sheets than the print supplier takes in one envelope. */
  'too-many-sheets',
  /** More bytes than the print supplier takes for one letter. */
  'letter-too-large',
  /** The same dispatch twice in one run. */
  'dispatch-repeated',
] as const;
/** One of the reasons. */
export type LetterProblemCode = (typeof LETTER_PROBLEM_CODES)[number];

/** One reason; `field` names an input field (`recipient.city`, `values.bookedTime`), never its content. */
export interface LetterProblem {
  readonly code: LetterProblemCode;
  readonly field?: string;
}

/** A letter that was not made, by its dispatch alone. */
export interface HeldLetter {
  readonly dispatchId: number;
  readonly problems: readonly LetterProblem[];
}
