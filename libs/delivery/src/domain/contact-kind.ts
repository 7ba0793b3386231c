/** What a contact is: a step of a round, a letter with another kit in it, or a letter of no round. */
export type ContactKind =
  'invitation' | 'reminder' | 'replacement' | 'enquiry' | 'questionnaire' | 'confirmation' | 'correction';
