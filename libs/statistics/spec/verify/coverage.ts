import {
  annualTarget,
  coverage,
  type CurveLimits,
  type Part,
  participationWithin,
  totalCoverage,
} from '../../src';
import { sum } from '../../src/domain/numbers';
import { type Adapter, type Figures, type Inputs, Unsupported } from './inputs';

function parts(numerators: readonly (number | null)[], denominators: readonly (number | null)[]): Part[] {
  return numerators.map((numerator, i) => ({ numerator, denominator: denominators[i] ?? null }));
}

/** Per cent of each group and of all, under a name of its own. */
function percentages(name: string, groups: readonly Part[]): Figures {
  return {
    [`${name}Pct`]: groups.map((part) => {
      const share = coverage(part);
      return share === null ? null : share * 100;
    }),
    [`${name}TotalPct`]: totalCoverage(groups) * 100,
  };
}

const canScreen: Adapter = (inputs) => {
  const months = inputs.number('intervalMonths');
  const targets = inputs.numbers('targetPopulation').map((target) => annualTarget(target, months));
  return {
    annualTarget: targets,
    annualTargetTotal: sum(targets),
    ...percentages('invitationCoverage', parts(inputs.numbersOrNull('invited'), targets)),
    ...percentages('examinationCoverage', parts(inputs.numbersOrNull('screened'), targets)),
  };
};

const biennial: Adapter = (inputs) => ({
  ...percentages(
    'participation',
    parts(inputs.numbersOrNull('examined'), inputs.numbersOrNull('invitedYear')),
  ),
  ...percentages(
    'invitationCoverage',
    parts(inputs.numbersOrNull('invitedTwoYears'), inputs.numbersOrNull('population')),
  ),
});

/** The register publishes rounded per cents; the persons behind them are worked out from those. */
const national: Adapter = (inputs) => {
  const invited = inputs.numbers('invited');
  const within = (months: number): number => {
    const percent = inputs.numbers(`pctWithin${months}Months`);
    return totalCoverage(
      invited.map((n, i) => ({ numerator: (n * (percent[i] ?? 0)) / 100, denominator: n })),
    );
  };
  const months = [3, 6, 12].filter((count) => inputs.has(`pctWithin${count}Months`));
  return {
    invitedTotal: sum(invited),
    ...Object.fromEntries(months.map((count) => [`nationalWithin${count}MonthsPct`, within(count) * 100])),
  };
};

function limitsOf(inputs: Inputs): CurveLimits {
  const type = inputs.text('confType', 'log-log');
  if (type !== 'plain' && type !== 'log-log')
    throw new Unsupported(`limits of a curve by "${type}" are not offered`);
  return type;
}

const curve: Adapter = (inputs) => {
  const persons = inputs.rows('time', 'event').map(({ time, event }) => ({ time, event: event === 1 }));
  const options = { limits: limitsOf(inputs), confidence: inputs.number('confidence', 0.95) };
  const steps = inputs.numbers('evaluateAt').map((within) => participationWithin(persons, within, options));
  return {
    participation: steps.map((step) => step?.value ?? null),
    se: steps.map((step) => step?.se ?? null),
    lower: steps.map((step) => step?.lower ?? null),
    upper: steps.map((step) => step?.upper ?? null),
  };
};

/** Cases about coverage and participation. */
export const COVERAGE: Readonly<Record<string, Adapter>> = {
  invitation_and_examination_coverage: canScreen,
  participation_and_invitation_coverage: biennial,
  participation_after_invitation_aggregate: national,
  cumulative_participation_kaplan_meier: curve,
};
