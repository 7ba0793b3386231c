import fc from 'fast-check';
import { arbitraryDefinition } from '../../../spec/arbitrary-definition';
import { arbitraryResident, AS_OF } from '../../../spec/arbitrary-resident';
import { toPlainDate } from '@kallelse/kernel';
import { decider } from '../decide/decide';
import { leavesOf, type Definition } from '../definition/definition';
import { OPERATORS } from '../definition/operators';
import { parseDefinition } from '../definition/parse-definition';
import { catalogue } from '../facts/catalogue';
import { parseResident } from '../residents/parse-resident';

/** As many definitions as the comparison of the two evaluators draws, with five residents each. */
const DEFINITIONS = 400;
const RESIDENTS = 5;

function valid<T>(parsed: { ok: true; value: T } | { ok: false; issues: unknown }): T {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

const definitions = fc
  .sample(arbitraryDefinition, { seed: 20261124, numRuns: DEFINITIONS })
  .map((document) => valid(parseDefinition(document)));
const residents = fc
  .sample(arbitraryResident, { seed: 20261124, numRuns: DEFINITIONS * RESIDENTS })
  .map((line) => valid(parseResident(JSON.parse(JSON.stringify(line)), AS_OF)));

const leaves = (definition: Definition) =>
  [
    definition.eligibility,
    ...definition.exclusions.map(({ when }) => when),
    ...definition.holds.map(({ when }) => when),
    ...definition.schedule.next.flatMap(({ when }) => when ?? []),
  ].flatMap(leavesOf);

const decisions = definitions.flatMap((definition, i) => {
  const decide = decider(definition, toPlainDate(AS_OF));
  return residents.slice(i * RESIDENTS, (i + 1) * RESIDENTS).map(decide);
});

describe('the random definitions and residents that both evaluators are compared on', () => {
  it('ask with every operator', () => {
    const asked = new Set(definitions.flatMap(leaves).map(({ operator }) => operator));
    expect(OPERATORS.filter((operator) => !asked.has(operator))).toEqual([]);
  });

  it('ask about every fact of the catalogue', () => {
    const asked = new Set(definitions.flatMap(leaves).map(({ fact }) => fact.name));
    const [first] = definitions;
    const names = first ? [...catalogue(first).keys()] : [];
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !asked.has(name))).toEqual([]);
  });

  it('are decided with every status and for every kind of reason', () => {
    const met = new Set(
      decisions.flatMap(({ status, reasons }) => [status, ...reasons.map(({ kind }) => kind)]),
    );
    expect([...met].sort()).toEqual(
      [
        'invite',
        'hold',
        'enquire',
        'not-eligible',
        'criterion',
        'unknown',
        'exclusion',
        'schedule',
        'manual',
      ].sort(),
    );
  });

  it('are held back by every code and path of the schedule and of an enquiry', () => {
    const met = new Set(
      decisions
        .flatMap(({ reasons }) => reasons)
        .filter(({ kind, path }) => kind === 'schedule' || path === 'enquiry')
        .map(({ code, path }) => `${code} ${path.replace(/\d+/, 'i')}`),
    );
    expect([...met]).toEqual(
      expect.arrayContaining([
        ...['not-due schedule.next[i]', 'not-due schedule.nonAttender', 'not-due schedule.anchor'],
        ...['never schedule.next[i]', 'never schedule.next', 'never schedule.anchor'],
        ...['not-phased-in schedule.phaseIn', 'enquiry-not-due enquiry', 'enquiry-unanswered enquiry'],
      ]),
    );
  });
});
