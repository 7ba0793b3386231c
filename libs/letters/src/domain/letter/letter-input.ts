import { type PlainDate } from '@kallelse/kernel';
import { type Language, type Localised, type Variant } from '../template/template';

/**
 * Everything a letter is made from. Plain JSON, so that it can cross to a worker thread as it is.
 * Holds names and addresses: never log it, never put it into an error.
 */
export interface LetterInput {
  /** Printed on every page as the reference. */
  readonly dispatchId: number;
  readonly templateId: string;
  readonly language: Language;
  readonly variant: Variant;
  readonly recipient: Recipient;
  /** Key into the run's units. */
  readonly unit: string;
  readonly letterDate: PlainDate;
  /** Page with the same letter in more languages; printed as text and as a QR code. */
  readonly languageUrl: string;
  /** The variables that the template declares. */
  readonly values: Readonly<Record<string, LetterValue>>;
}

/** text, day (`2026-11-24`) and time (`09:40`) as string; integer; flag; codes as a list. */
export type LetterValue = string | number | boolean | readonly string[];

/** Name and postal address as registered; one line each, without the postcode's space. A mediated letter needs the name only. */
export interface Recipient {
  readonly name: string;
  readonly careOf?: string;
  readonly address1?: string;
  readonly address2?: string;
  /** Swedish: five digits. */
  readonly postcode?: string;
  readonly city?: string;
  /** Absent for an address in Sweden. */
  readonly country?: string;
}

/** The sender: whose letter it is, where to call, where mail goes back to. */
export interface LetterUnit {
  readonly name: string;
  /** The region responsible for the care and the data: "Region Mellanmark". */
  readonly region: string;
  readonly phone: string;
  /** When the phone is answered. */
  readonly hours: Localised;
  /** Postal lines, without country. */
  readonly returnAddress: readonly string[];
  /** Whom to ask about personal data: name, phone or e-mail. */
  readonly privacyContact: Localised;
  /** What taking part costs, where the unit decides it. */
  readonly costText?: Localised;
  readonly visitingAddress?: string;
  /** Without scheme: `1177.se/mellanmark`. */
  readonly website?: string;
}
