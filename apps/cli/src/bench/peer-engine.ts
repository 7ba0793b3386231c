import { type DecisionStatus } from '@kallelse/eligibility';
import { type ReadyFacts } from '@kallelse/population';
import { Engine, type NestedCondition, type RuleProperties } from 'json-rules-engine';

/** Decides one resident, as the engine of json-rules-engine does. */
export type PeerDecide = (facts: ReadyFacts) => Promise<DecisionStatus | undefined>;

/**
 * The cervical programme, as it ships, in json-rules-engine, by its documented ways to be fast: rules by priority, the
 * engine stopped by the first that holds, within a rule the cheap conditions first, facts given as plain values at the
 * run. It tells the decision alone, without reasons and dates.
 */
export function peerDecider(): PeerDecide {
  const engine = new Engine();
  for (const rule of RULES) engine.addRule({ ...rule, onSuccess: () => engine.stop() });
  return async (facts) => {
    const { events } = await engine.run(facts);
    return events[0]?.type as DecisionStatus | undefined;
  };
}

const is = (fact: keyof ReadyFacts, value: string | boolean): NestedCondition => ({
  fact,
  operator: 'equal',
  value,
});
const onList = (value: string): NestedCondition => ({ fact: 'controlLists', operator: 'contains', value });
const agedFrom = (value: number): NestedCondition => ({
  fact: 'age',
  operator: 'greaterThanInclusive',
  value,
});

const CALLED: NestedCondition = {
  any: [
    { all: [agedFrom(23), { fact: 'age', operator: 'lessThanInclusive', value: 70 }] },
    onList('after-treatment'),
    { all: [onList('hpv-high'), agedFrom(23)] },
    { all: [onList('hpv-medium'), agedFrom(28)] },
    { all: [onList('hpv-low'), agedFrom(33)] },
  ],
};

/** Of those who come as far as a rule, none of the rules above it held. */
const RULES: readonly RuleProperties[] = [
  {
    priority: 3,
    event: { type: 'not-eligible' },
    conditions: {
      any: [
        { fact: 'status', operator: 'notEqual', value: 'registered' },
        is('cervix', 'absent'),
        is('optedOut', true),
        { not: CALLED },
      ],
    },
  },
  {
    priority: 2,
    event: { type: 'hold' },
    conditions: {
      any: [
        ...[is('openRound', true), is('deferred', true), is('inCare', true)],
        ...[is('booked', true), is('early', true)],
        { all: [is('cervix', 'unknown'), is('asked', true)] },
      ],
    },
  },
  { priority: 1, event: { type: 'invite' }, conditions: { all: [is('cervix', 'present')] } },
  { priority: 1, event: { type: 'enquire' }, conditions: { all: [is('cervix', 'unknown')] } },
];
