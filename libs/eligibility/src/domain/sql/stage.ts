/** Which step of the decision ended it (interfaces.md, "The decision, step by step"), as the number a row carries. */
export const STAGE = {
  notEligible: 1,
  excluded: 2,
  excludedUnknown: 3,
  hold: 4,
  holdUnknown: 5,
  enquiryNotDue: 6,
  enquiryUnanswered: 7,
  enquire: 8,
  invite: 9,
  enquiryBoth: 10,
} as const;

export type Stage = (typeof STAGE)[keyof typeof STAGE];
