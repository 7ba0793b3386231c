import { addDuration, toDay, type Day, type PlainDate } from '@kallelse/kernel';
import { bindTest } from '../decide/bind';
import { truthOf, type Truth } from '../decide/evaluate';
import type { Criterion, Definition } from '../definition/definition';
import type { Issue } from '../definition/issues';
import type { FactValue } from '../facts/fact-type';

/** What is taken as known of a person, by fact; everything else may be anything. */
type Known = ReadonlyMap<string, FactValue>;

const DAY: Day = toDay('2026-01-01' as PlainDate);
const IN_A_YEAR = addDuration(DAY, { months: 12, days: 0 });

/**
 * What a definition lacks that it must have before people are called by it: whoever has died is outside, whoever has
 * opted out is excluded, whoever is deferred is held, whatever else is true of them; it begins on a day and sends
 * something. Judged by what the criteria mean, not by which facts they name: a definition that excludes only some of
 * those who opted out lacks the exclusion.
 */
export function missingSafeguards(definition: Definition): readonly Issue[] {
  const { eligibility, exclusions, holds, validFrom, delivery } = definition;
  const died = new Map([['residency.status', 'deceased']]);
  const optedOut = new Map([['optOut', true]]);
  const deferred = new Map<string, FactValue>([
    ['deferred', true],
    ['deferredUntil', IN_A_YEAR],
  ]);
  const follows = (rules: readonly { readonly when: Criterion }[], known: Known): boolean =>
    rules.some(({ when }) => truthGiven(when, known) === true);
  const checks: (readonly [boolean, string, string])[] = [
    [
      truthGiven(eligibility, died) === false,
      'eligibility',
      'does not ask for residency.status: somebody who has died could be called',
    ],
    [
      follows(exclusions, optedOut),
      'exclusions',
      'do not exclude everybody who has opted out (fact optOut, is: true)',
    ],
    [follows(holds, deferred), 'holds', 'do not hold everybody who is deferred (fact deferred, is: true)'],
    [validFrom !== undefined, 'validFrom', 'is missing'],
    [delivery.steps.length > 0, 'steps', 'are missing: a batch needs at least an invitation'],
  ];
  return checks.flatMap(([ok, path, message]) => (ok ? [] : [{ path, message }]));
}

/** The truth that follows from what is known, whatever the rest is; undefined when it hangs on the rest. */
function truthGiven(criterion: Criterion, known: Known): Truth {
  switch (criterion.kind) {
    case 'leaf': {
      const value = known.get(criterion.fact.name);
      return value === undefined ? undefined : truthOf(bindTest(criterion.test, DAY))(value);
    }
    case 'not': {
      const truth = truthGiven(criterion.child, known);
      return truth === undefined ? undefined : !truth;
    }
    case 'all':
    case 'any': {
      const decides = criterion.kind === 'any';
      const truths = criterion.children.map((child) => truthGiven(child, known));
      if (truths.includes(decides)) return decides;
      return truths.includes(undefined) ? undefined : !decides;
    }
  }
}
