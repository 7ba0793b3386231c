export { annualTarget, coverage, type Part, totalCoverage } from './coverage';
export {
  type CurveLimits,
  type FollowUp,
  participationCurve,
  type ParticipationStep,
  participationWithin,
} from './kaplan-meier';
