import {
  decide,
  decider,
  parseDefinition,
  parseResident,
  type Decision,
  type Definition,
} from '@kallelse/eligibility';
import { isProblem, plainDate, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import { driverClient } from '@kallelse/platform';
import { testDatabase } from '@test/support/database';
import fc from 'fast-check';
import { arbitraryDefinition } from '../../../../eligibility/spec/arbitrary-definition';
import { arbitraryDate, arbitraryResident, AS_OF } from '../../../../eligibility/spec/arbitrary-resident';
import {
  fourYearsLater,
  shifted,
  withoutYears,
  withParameters,
} from '../../../../eligibility/spec/metamorphic';
import { decideRegister } from '../../../spec/decide-register';
import { fillRegister, type Twins } from '../../../spec/random-register';
import { RegisterOffice } from '../../../spec/register-office';
import { readResidentFacts } from '../../application/resident-facts';
import { SqlDecider } from '../decide-by-sql';

jest.setTimeout(120_000);

const db = testDatabase();
const office = new RegisterOffice(db);
const PEOPLE = 10;
const RUNS = { seed: 20261126, numRuns: 50 };
let twins: Twins[] = [];

beforeAll(async () => {
  twins = await fillRegister(office, PEOPLE, RUNS.seed);
  office.day = plainDate('2026-06-15');
});

function definitionOf(document: object, parameters?: Readonly<Record<string, unknown>>): Definition {
  const parsed = parseDefinition(document, parameters && { parameters });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

/** Everybody who was known then, decided in memory from the sources. */
async function inMemory(
  definition: Definition,
  asOf: PlainDate,
  knownAt: PlainDate | undefined,
): Promise<Map<number, Decision>> {
  const found = new Map<number, Decision>();
  await db.databases.transaction('kallelse_selection', async (tx) => {
    for (const resident of twins.flatMap(({ one, other }) => [one, other])) {
      const known = knownAt === undefined ? {} : { at: knownAt };
      const run = (text: string, values: unknown[]) => tx.query<unknown>(text, values);
      const facts = await readResidentFacts(run, resident, asOf, known).catch((error: unknown) => {
        if (isProblem(error) && error.code === 'RESIDENT_UNKNOWN') return undefined;
        throw error;
      });
      if (facts) found.set(resident, decide(facts, definition, asOf));
    }
  });
  return found;
}

const asOfDates = fc.oneof(
  fc.constant(toPlainDate(AS_OF)),
  fc.constantFrom('2025-12-31', '2026-01-01', '2026-05-20', '2026-06-09', '2026-06-10', '2027-02-01'),
  arbitraryDate(6, 4),
);
const knownDates = fc.option(
  fc.oneof(
    fc.constantFrom('2025-10-31', '2025-11-01', '2026-02-01', '2026-05-20', '2026-06-09', '2026-06-10'),
    arbitraryDate(0, 0),
  ),
  { nil: undefined, freq: 2 },
);
const isOverridden = fc.boolean();

describe('decisions of the register', () => {
  it('are the same in memory and in SQL, for manual routes, a region’s override, as of any day, known at any day; a twin of another number, name and address has the same; pieces add up', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        arbitraryDefinition,
        isOverridden,
        asOfDates,
        knownDates,
        async (document, overridden, date, known) => {
          const [asOf, knownAt] = [plainDate(date), known === undefined ? undefined : plainDate(known)];
          const region = overridden ? withParameters(document) : undefined;
          const definition = definitionOf(region?.definition ?? document, region?.parameters);
          const bySql = await decideRegister(db.databases, definition, asOf, knownAt);
          expect(bySql).toEqual(await inMemory(definition, asOf, knownAt));
          for (const { one, other } of twins) expect(bySql.get(other)).toEqual(bySql.get(one));
          if (knownAt === undefined) {
            const middle = twins[PEOPLE / 2]?.one ?? 0;
            const low = await decideRegister(db.databases, definition, asOf, undefined, {
              first: 0,
              last: middle,
            });
            const high = await decideRegister(db.databases, definition, asOf, undefined, {
              ...{ first: middle + 1, last: Number.MAX_SAFE_INTEGER },
            });
            expect(new Map([...low, ...high])).toEqual(bySql);
          }
          for (const { status, reasons } of bySql.values()) {
            seen.add(status);
            for (const { kind, code } of reasons) seen.add(kind === 'manual' ? `manual ${code}` : kind);
          }
          if (bySql.size === 0) seen.add('nobody known yet');
          else if (knownAt !== undefined) seen.add('known at');
          if (asOf < '2026-01-01') seen.add('past');
          if (asOf > '2026-12-31') seen.add('future');
        },
      ),
      RUNS,
    );
    const wanted = [
      'invite',
      'hold',
      'enquire',
      'not-eligible',
      'criterion',
      'unknown',
      'exclusion',
      'schedule',
    ];
    expect(
      [...wanted, 'nobody known yet', 'known at', 'past', 'future'].filter((one) => !seen.has(one)),
    ).toEqual([]);
    expect([...seen].filter((one) => one.startsWith('manual'))).toEqual(
      expect.arrayContaining(['manual manual-hold', 'manual manual-exclude']),
    );
  });
});

describe('the compiled statement', () => {
  it('moves by four years when everything does', async () => {
    const bySql = (definition: Definition, lines: readonly object[], asOf: PlainDate): Promise<Decision[]> =>
      db.databases.transaction('kallelse_selection', async (tx) => {
        const residents = lines.flatMap((line) => {
          const parsed = parseResident(JSON.parse(JSON.stringify(line)), toDay(asOf));
          return parsed.ok ? [parsed.value] : [];
        });
        const decisions = await (
          await SqlDecider.open(await driverClient(tx), definition, asOf)
        ).decide(residents);
        expect(decisions).toEqual(residents.map(decider(definition, asOf)));
        return decisions;
      });
    await fc.assert(
      fc.asyncProperty(
        arbitraryDefinition.map(withoutYears),
        fc.array(arbitraryResident, { minLength: 3, maxLength: 6 }),
        async (document, lines) => {
          const [definition, asOf] = [definitionOf(document), toPlainDate(AS_OF)];
          const later = await bySql(definition, shifted(lines), plainDate(fourYearsLater(asOf)));
          expect(later).toEqual(shifted(await bySql(definition, lines, asOf)));
        },
      ),
      { ...RUNS, numRuns: 15 },
    );
  });
});
