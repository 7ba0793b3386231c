import {
  decider,
  parseDefinition,
  parseResident,
  type Definition,
  type Resident,
} from '@kallelse/eligibility';
import { plainDate, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import { driverClient } from '@kallelse/platform';
import fc from 'fast-check';
import { testDatabase } from '../../../../test/support/database';
import { arbitraryDefinition } from '../../../eligibility/spec/arbitrary-definition';
import { arbitraryDate, arbitraryResident, AS_OF } from '../../../eligibility/spec/arbitrary-resident';
import { withParameters } from '../../../eligibility/spec/metamorphic';
import { SqlDecider } from './decide-by-sql';

const db = testDatabase();
const asOf = toPlainDate(AS_OF);

/** Definitions per run; each decides up to 30 residents, about six on average. CI's seed is fixed. */
const RUNS = 400;
const LEAST_PAIRS = 2000;

function definitionOf(document: object, parameters?: Readonly<Record<string, unknown>>): Definition {
  const parsed = parseDefinition(document, parameters && { parameters });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

function residentOf(line: object): Resident {
  const parsed = parseResident(JSON.parse(JSON.stringify(line)), AS_OF);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

/** Whoever is born by then. */
function residentsOf(lines: readonly object[], on: PlainDate): Resident[] {
  return lines.flatMap((line) => {
    const parsed = parseResident(JSON.parse(JSON.stringify(line)), toDay(on));
    return parsed.ok ? [parsed.value] : [];
  });
}

function decideBySql(definition: Definition, residents: readonly Resident[], knownAt?: PlainDate, on = asOf) {
  return db.databases.transaction('kallelse_selection', async (tx) => {
    const decider = await SqlDecider.open(await driverClient(tx), definition, on, knownAt);
    return decider.decide(residents);
  });
}

describe('the compiled statement', () => {
  it('gives every resident the decision, with all its reasons, that the in-memory evaluator gives', async () => {
    const seen = new Map<string, number>();
    let pairs = 0;
    await fc.assert(
      fc.asyncProperty(
        arbitraryDefinition,
        fc.array(arbitraryResident, { minLength: 1, maxLength: 30 }),
        fc.option(arbitraryDate(3, 1), { nil: undefined, freq: 2 }),
        // Mostly the day around which the facts lie, else one of the years before or to come.
        fc.option(arbitraryDate(8, 8), { nil: asOf, freq: 2 }).map(plainDate),
        fc.boolean(),
        async (document, lines, known, on, isOverridden) => {
          const region = isOverridden ? withParameters(document) : undefined;
          const definition = definitionOf(region?.definition ?? document, region?.parameters);
          const residents = residentsOf(lines, on);
          const knownAt = known === undefined ? undefined : plainDate(known);
          const inMemory = residents.map(decider(definition, on, knownAt === undefined ? {} : { knownAt }));
          expect(await decideBySql(definition, residents, knownAt, on)).toEqual(inMemory);
          pairs += residents.length;
          for (const { status, reasons } of inMemory) {
            for (const kind of [status, ...reasons.map((reason) => reason.kind)])
              seen.set(kind, (seen.get(kind) ?? 0) + 1);
          }
        },
      ),
      { numRuns: RUNS, seed: 20261124 },
    );
    // The property says little if the random cases never reach a branch.
    const branches = [
      'invite',
      'hold',
      'enquire',
      'not-eligible',
      'criterion',
      'unknown',
      'exclusion',
      'schedule',
      'manual',
    ];
    expect(branches.filter((branch) => !seen.has(branch))).toEqual([]);
    expect(pairs).toBeGreaterThanOrEqual(LEAST_PAIRS);
  }, 120_000);

  it('bears more reasons than one word of bits holds', async () => {
    const leaves = Array.from({ length: 120 }, (_, i) => ({
      fact: 'age',
      isNot: i === 50 || i === 119 ? 36 : 200 + i,
    }));
    const definition = definitionOf({
      programme: 'cervical',
      version: '1',
      eligibility: { all: leaves },
      schedule: { next: [{ after: 'P1Y' }] },
    });
    const resident = residentOf({ id: 'r', birthDate: '1990-01-01' });
    const [decision] = await decideBySql(definition, [resident]);
    expect(decision?.reasons.map(({ path }) => path)).toEqual([
      'eligibility.all[50]',
      'eligibility.all[119]',
    ]);
    expect(decision).toEqual(decider(definition, asOf)(resident));
  });

  it('treats texts as values, whatever they hold', async () => {
    const nasty = `x'); DROP TABLE screening.events; --%_\\ "$1`;
    const definition = definitionOf({
      programme: 'cervical',
      version: '1',
      attributes: { group: { type: 'code' } },
      eligibility: {
        any: [
          { fact: 'attribute.group', is: nasty },
          { fact: 'attribute.group', startsWith: '%' },
        ],
      },
      schedule: { next: [{ after: 'P1Y' }] },
    });
    const residents = [nasty, '%', '_', 'x'].map((group, i) =>
      residentOf({ id: `r${i}`, birthDate: '1990-01-01', attributes: { group } }),
    );
    const decisions = await decideBySql(definition, residents);
    expect(decisions.map(({ status }) => status)).toEqual([
      'invite',
      'invite',
      'not-eligible',
      'not-eligible',
    ]);
    expect(decisions).toEqual(residents.map(decider(definition, asOf)));
  });
});
