/** The languages a decision is explained in. */
export type ExplainLanguage = 'sv' | 'en';

export const STATUS_SENTENCES = {
  invite: { sv: 'Personen ska kallas nu.', en: 'The person is due to be invited now.' },
  hold: { sv: 'Personen ska inte kallas nu.', en: 'The person is not to be invited now.' },
  enquire: {
    sv: 'Det går inte att avgöra: personen behöver få en fråga.',
    en: 'It cannot be decided: the person needs to be asked.',
  },
  'not-eligible': {
    sv: 'Personen ingår inte i programmet.',
    en: 'The person is not eligible for the programme.',
  },
} as const;

/** Reasons that no label of the definition words. */
export const REASON_SENTENCES: Readonly<Record<string, { sv: string; en: string }>> = {
  'not-due': { sv: 'Det är inte dags än', en: 'It is not time yet' },
  never: {
    sv: 'Enligt intervalltabellen kallas personen inte igen',
    en: 'By the interval table the person is not called again',
  },
  'not-phased-in': {
    sv: 'Födelseåret har inte börjat kallas än',
    en: 'The birth year is not being called yet',
  },
  'enquiry-not-due': {
    sv: 'En fråga har redan skickats och det är för tidigt att fråga igen',
    en: 'A question has been sent already and it is too early to ask again',
  },
  'enquiry-unanswered': {
    sv: 'Frågan har ställts så många gånger som är tillåtet',
    en: 'The question has been asked as often as allowed',
  },
};
