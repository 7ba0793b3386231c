/** What a contact is: a step of a round, a letter with another kit or time in it, or a letter of no round. */
export type ContactKind =
  | 'announcement'
  | 'invitation'
  | 'reminder'
  | 'replacement'
  | 'new-time'
  | 'follow-up'
  | 'enquiry'
  | 'questionnaire'
  | 'confirmation'
  | 'correction';
