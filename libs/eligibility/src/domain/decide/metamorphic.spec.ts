import { plainDate, toDay, toPlainDate } from '@kallelse/kernel';
import fc from 'fast-check';
import { arbitraryDefinition } from '../../../spec/arbitrary-definition';
import { arbitraryDate, arbitraryResident, AS_OF } from '../../../spec/arbitrary-resident';
import { parsed } from '../../../spec/decided';
import { fourYearsLater, shifted, withoutYears, withParameters } from '../../../spec/metamorphic';
import { parseResident } from '../residents/parse-resident';
import type { Resident } from '../residents/resident';
import { decider } from './decide';
import type { Decision, DecisionStatus } from './decision';

/** Definitions; each decides four residents. */
const RUNS = { seed: 20261126, numRuns: 300 };
const residents = fc.array(arbitraryResident, { minLength: 4, maxLength: 4 });
const AS_OF_DATES = arbitraryDate(6, 6);
const asOfArbitrary = fc.oneof(fc.constant(toPlainDate(AS_OF)), AS_OF_DATES);
const knownArbitrary = fc.option(arbitraryDate(4, 1), { nil: undefined, freq: 2 });

/** A born resident, or nothing: who is born after the as-of date is a bad line. */
function read(line: object, asOf: string): Resident | undefined {
  const resident = parseResident(JSON.parse(JSON.stringify(line)), toDay(plainDate(asOf)));
  return resident.ok ? resident.value : undefined;
}

function decideAll(
  definition: object,
  lines: readonly object[],
  asOf: string,
  knownAt: string | undefined,
  parameters?: Readonly<Record<string, unknown>>,
): (Decision | undefined)[] {
  const rules = parsed({ definition, ...(parameters ? { parameters } : {}) });
  const decide = decider(
    rules,
    plainDate(asOf),
    knownAt === undefined ? {} : { knownAt: plainDate(knownAt) },
  );
  return lines.map((line) => {
    const resident = read(line, asOf);
    return resident && decide(resident);
  });
}

/** Fails when hardly any case got as far as a decision, or all decisions were one. */
class Reach {
  private readonly statuses = new Map<DecisionStatus, number>();

  note(decisions: readonly (Decision | undefined)[]): void {
    for (const decision of decisions)
      if (decision) this.statuses.set(decision.status, (this.statuses.get(decision.status) ?? 0) + 1);
  }

  mustBeWide(): void {
    for (const status of ['invite', 'hold', 'enquire', 'not-eligible'] as const)
      expect(this.statuses.get(status) ?? 0).toBeGreaterThan(RUNS.numRuns / 20);
  }
}

describe('a decision', () => {
  it('stays as it is when somebody is called by another id', () => {
    fc.assert(
      fc.property(arbitraryDefinition, residents, asOfArbitrary, (definition, lines, asOf) => {
        const renamed = lines.map((line, i) => ({ ...line, id: `somebody else ${i}` }));
        expect(decideAll(definition, renamed, asOf, undefined)).toEqual(
          decideAll(definition, lines, asOf, undefined),
        );
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  it.each(['sex', 'legalSex', 'gender', 'personnummer', 'name', 'familyName', 'address', 'postcode'])(
    'cannot depend on %s: a resident has no such fact, and a definition may not ask for it',
    (key) => {
      const line = { id: 'r', birthDate: '1980-01-01' };
      expect(read(line, '2026-06-15')).toBeDefined();
      expect(read({ ...line, [key]: 'x' }, '2026-06-15')).toBeUndefined();
      const definition = {
        ...{ programme: 'cervical', version: '1', eligibility: { fact: key, is: 'x' } },
        schedule: { next: [{ after: 'P1Y' }] },
      };
      expect(() => parsed({ definition })).toThrow();
    },
  );

  it('moves by four years when everything does: facts, the day asked about and the day known at', () => {
    const reach = new Reach();
    fc.assert(
      fc.property(
        arbitraryDefinition.map(withoutYears),
        residents,
        asOfArbitrary,
        knownArbitrary,
        (definition, lines, asOf, knownAt) => {
          const decisions = decideAll(definition, lines, asOf, knownAt);
          const known = knownAt === undefined ? undefined : fourYearsLater(knownAt);
          reach.note(decisions);
          expect(decideAll(definition, shifted(lines), fourYearsLater(asOf), known)).toEqual(
            shifted(decisions),
          );
        },
      ),
      RUNS,
    );
    reach.mustBeWide();
  });

  it('is the same whether a value stands in the rules or is a region’s override of a parameter', () => {
    const reach = new Reach();
    fc.assert(
      fc.property(arbitraryDefinition, residents, asOfArbitrary, (document, lines, asOf) => {
        const { definition, parameters } = withParameters(document);
        const decisions = decideAll(document, lines, asOf, undefined);
        reach.note(decisions);
        expect(decideAll(definition, lines, asOf, undefined, parameters)).toEqual(decisions);
      }),
      RUNS,
    );
    reach.mustBeWide();
  });

  it('of everybody adds up from the halves of a population, in whatever order they come', () => {
    const counts = (decisions: readonly Decision[]): Record<string, number> => {
      const found: Record<string, number> = {};
      for (const { status, reasons } of decisions)
        for (const key of [status, ...reasons.map(({ kind, path }) => `${kind} ${path}`)])
          found[key] = (found[key] ?? 0) + 1;
      return found;
    };
    const sum = (one: Record<string, number>, other: Record<string, number>): Record<string, number> => {
      const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
      return Object.fromEntries(keys.map((key) => [key, (one[key] ?? 0) + (other[key] ?? 0)]));
    };
    fc.assert(
      fc.property(
        arbitraryDefinition,
        fc.array(arbitraryResident, { maxLength: 12 }),
        fc.nat(12),
        (document, lines, at) => {
          const asOf = toPlainDate(AS_OF);
          const people = lines.flatMap((line) => read(line, asOf) ?? []);
          const definition = parsed({ definition: document });
          const whole = people.map(decider(definition, asOf));
          const decide = decider(definition, asOf);
          const second = people.slice(at).reverse().map(decide);
          const first = people.slice(0, at).map(decide);
          expect(sum(counts(first), counts(second))).toEqual(counts(whole));
        },
      ),
      { ...RUNS, numRuns: 150 },
    );
  });
});
