export * from './application/answer-enquiry';
export * from './application/import-replies';
export * from './application/open-rounds';
export * from './application/unanswered-enquiries';
export * from './application/resident-rounds';
export * from './application/rounds';
export * from './application/settle';
export * from './application/stopped-contacts';
export {
  answeredSql,
  endsRoundSql,
  enquiryGoesBeforeSql,
  goesBeforeSql,
  ORGANS_LEFT_SQL,
  ROUND_OVER_SQL,
} from './infra/ends-round';
export { openRound, type OpenRound } from './infra/open-round';
export { printedCode, readCode } from './domain/enquiry-code';
export { ANSWERS, type Answer, type AnsweredOrgan, type Judgement } from './domain/reply';
export { followedTestSql } from './infra/plan-follow-ups';
export { assignTimes } from './infra/times/assign-times';
export * from './application/booked-times';
export { revocableUntil } from './domain/held-answer';
export * from './infra/enquiry-codes';
export * from './infra/episodes.module';
