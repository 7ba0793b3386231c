/**
 * Letter templates as data.
 *
 * A template holds the whole text of one kind of letter in every language; layout and medium come later. Its text is
 * kept as *segments* (plain text, bold text, placeholders) so that paper, 1177 and plain text are made from one source.
 */

/** The languages every template must have. */
export const LANGUAGES = ['sv', 'en'] as const;
/** One of the languages. */
export type Language = (typeof LANGUAGES)[number];

/** A text in every language. */
export type Localised = Readonly<Record<Language, string>>;

/** What a letter is for. */
export const LETTER_KINDS = [
  'announcement',
  'invitation',
  'reminder',
  'organ-enquiry',
  'confirmation',
  'questionnaire',
  'correction',
  'replacement',
  'new-time',
  'follow-up',
] as const;
/** One of the kinds. */
export type LetterKind = (typeof LETTER_KINDS)[number];

/** What the letter calls itself in Swedish; the programme decides ("kallelse" or "erbjudande"). */
export const LETTER_WORDS = ['kallelse', 'erbjudande'] as const;
/** One of the words. */
export type LetterWord = (typeof LETTER_WORDS)[number];

/** What a section is about. Each kind of letter must have certain parts, see {@link REQUIRED_PARTS}. */
export const PARTS = [
  'disregard',
  'purpose',
  'procedure',
  'considerations',
  'question',
  'participate',
  'answer',
  'result',
  'voluntary',
  'cost',
  'opt-out',
  'privacy',
  'language',
  'form',
] as const;
/** One of the parts. */
export type Part = (typeof PARTS)[number];

const INVITATION_PARTS: readonly Part[] = [
  'purpose',
  'procedure',
  'participate',
  'voluntary',
  'cost',
  'opt-out',
  'privacy',
  'language',
];

const ENQUIRY_PARTS: readonly Part[] = [
  'purpose',
  'question',
  'answer',
  'voluntary',
  'privacy',
  'language',
  'form',
];

/** A confirmation says that something was received, and what to do when it is wrong; the rest stood in the letter before. */
const CONFIRMATION_PARTS: readonly Part[] = ['purpose', 'answer', 'privacy', 'language'];

/** A correction takes back a letter that was sent by mistake. */
const CORRECTION_PARTS: readonly Part[] = ['purpose', 'answer', 'privacy', 'language'];

/** A replacement goes with a kit that takes the place of another; what the test is for stood in the letter before. */
const REPLACEMENT_PARTS: readonly Part[] = [
  'disregard',
  'purpose',
  'procedure',
  'participate',
  'voluntary',
  'cost',
  'opt-out',
  'privacy',
  'language',
];

/** Kinds of letters that name no programme, neither in their words nor as their cause. */
export const NAMELESS_KINDS: readonly LetterKind[] = [
  'organ-enquiry',
  'confirmation',
  'correction',
  'replacement',
  'new-time',
  'follow-up',
];

/** The parts without which a letter of that kind may not be sent. */
export const REQUIRED_PARTS: Readonly<Record<LetterKind, readonly Part[]>> = {
  // What it announces says the rest.
  announcement: ['purpose', 'voluntary', 'opt-out', 'privacy', 'language'],
  invitation: INVITATION_PARTS,
  reminder: ['disregard', ...INVITATION_PARTS],
  'organ-enquiry': ENQUIRY_PARTS,
  confirmation: CONFIRMATION_PARTS,
  correction: CORRECTION_PARTS,
  replacement: REPLACEMENT_PARTS,
  // Everything else stood in the letter whose time it changes.
  'new-time': CORRECTION_PARTS,
  'follow-up': CORRECTION_PARTS,
  // It names its programme, so it also says how to be left alone by it.
  questionnaire: [...ENQUIRY_PARTS, 'opt-out'],
};

/** Ordinary post or 1177, or the variant for a resident with protected identity: no place and no time in it. */
export const VARIANTS = ['ordinary', 'mediated'] as const;
/** One of the variants. */
export type Variant = (typeof VARIANTS)[number];

/** What the words are for: a sheet in an envelope or a 1177 message. */
export const MEDIA = ['paper', 'digital'] as const;
/** One of the media. */
export type Medium = (typeof MEDIA)[number];

/** `day` is a date written with its weekday; `time` a time of day as `09:40`. */
export const VARIABLE_TYPES = ['flag', 'text', 'date', 'day', 'time', 'integer', 'codes'] as const;
/** One of the types. */
export type VariableType = (typeof VARIABLE_TYPES)[number];

/** A value that a letter needs beside recipient, unit and date. */
export interface Variable {
  readonly name: string;
  readonly type: VariableType;
  /** May be absent; its placeholder then stands only in blocks with `when: <name>`. A flag is always optional. */
  readonly optional: boolean;
  /** Tells a place or a time: treated as absent in the mediated variant. Such a variable is always optional. */
  readonly reveals: boolean;
  /** For `codes`: the codes that may be given, with their names. */
  readonly codes?: Readonly<Record<string, Localised>>;
}

/** A piece of running text. */
export interface Segment {
  readonly kind: 'text' | 'placeholder';
  /** The text, or the name of the placeholder. */
  readonly value: string;
  readonly strong: boolean;
}

/** When a section or block is part of the letter; every given condition must hold. */
export interface Condition {
  /** All of these have a value (a flag: is true). */
  readonly when: readonly string[];
  /** At least one of these has none. */
  readonly unless: readonly string[];
  readonly medium?: Medium;
  readonly variant?: Variant;
}

/** A block of the template; its kinds are those of the letter's text. */
export type BlockText =
  | { readonly kind: 'text' | 'notice'; readonly condition: Condition; readonly text: readonly Segment[] }
  | { readonly kind: 'list'; readonly condition: Condition; readonly items: readonly (readonly Segment[])[] }
  | { readonly kind: 'facts'; readonly condition: Condition; readonly rows: readonly FactRow[] }
  | ({ readonly kind: 'slip'; readonly condition: Condition } & SlipText);

/** One line of a box of facts: "Datum" – "24 november 2026". */
export interface FactRow {
  readonly label: readonly Segment[];
  readonly value: readonly Segment[];
}

/** A tear-off reply form: one row per code of a variable, all with the same boxes, or rows written out. */
export interface SlipText {
  readonly title: string;
  readonly instruction: readonly Segment[];
  readonly rows: CodeRows | readonly SlipRow[];
  readonly returnTo: readonly Segment[];
}

/** A row for each code given for a variable of type `codes`. */
export interface CodeRows {
  readonly variable: string;
  readonly options: readonly string[];
}

/** A question of a reply form: boxes to tick, or without options a line to write on. */
export interface SlipRow {
  readonly label: string;
  readonly options: readonly string[];
}

/** A section of the template. */
export interface SectionText {
  readonly part: Part;
  readonly title: string;
  readonly condition: Condition;
  readonly content: readonly BlockText[];
}

/** The letter in one language. */
export interface TemplateText {
  readonly heading: string;
  /** The one thing to know, under the heading. */
  readonly lead: readonly Segment[];
  readonly sections: readonly SectionText[];
}

/** One kind of letter, in every language. */
export interface Template {
  /** `cervical-invitation` */
  readonly id: string;
  /** `2026.1` */
  readonly version: string;
  readonly kind: LetterKind;
  /** Programme id; one of {@link NAMELESS_KINDS} has none. */
  readonly programme?: string;
  readonly word?: LetterWord;
  /** The programme's name inside a sentence; one of {@link NAMELESS_KINDS} has none. */
  readonly label?: Localised;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly text: Readonly<Record<Language, TemplateText>>;
  /** SHA-256 of the expanded content (common parts included): two letters with equal hash say the same. */
  readonly hash: string;
}
