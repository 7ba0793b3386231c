import {
  decider,
  parseDefinition,
  type Decision,
  type Definition,
  type Resident,
} from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import { readResidentFacts } from '@kallelse/population';
import type { TestDatabase } from '@test/support/database';
import fc from 'fast-check';
import { arbitraryResident } from '../../eligibility/spec/arbitrary-resident';
import { testNumber } from '../../population/spec/register-file';
import { type RegisterOffice, type Line } from '../../population/spec/register-office';
import {
  changeOf,
  type Change,
  type SimulationResult,
  type Slice,
} from '../src/domain/simulation/simulation';

/** A resident as a simulation may show them, with their facts. */
export interface Member {
  readonly id: number;
  readonly facts: Resident;
  readonly birthYear: number;
  readonly district: string | null;
  readonly isProtected: boolean;
}

interface RandomResident {
  readonly birthDate: string;
  readonly residency?: Readonly<Record<string, string | undefined>>;
  readonly organs?: readonly object[];
  readonly optOuts?: readonly object[];
  readonly events?: readonly object[];
  readonly manual?: readonly object[];
}

const DISTRICTS = ['0180R001', '0180R002', '1280R001'];

/**
 * Imports residents with random histories, of two regions, some protected and some without a district, as an office
 * would; a line that the import refuses is left out. The same every time.
 */
export async function importRandomPopulation(office: RegisterOffice, size: number): Promise<void> {
  const random = fc.sample(arbitraryResident, {
    numRuns: size,
    seed: 20261126,
  }) as unknown as RandomResident[];
  const head = 'code,vintage,level,name,parent,area_type,population,valid_from,valid_to';
  const districts = DISTRICTS.map(
    (code, i) => `${code},2025,RegSO,Prov,${code.slice(0, 4)},${i + 1},900,2000-01-01,`,
  );
  await office.reference('districts', [head, ...districts, ''].join('\n'));
  const numbers = new Map<string, number>();
  const people = random.map((resident, i) => {
    const born = resident.birthDate.replaceAll('-', '');
    const nth = numbers.get(born) ?? 0;
    numbers.set(born, nth + 1);
    const district = [...DISTRICTS, ''][i % 4] ?? '';
    return { resident, district, identity: testNumber(born, nth), i };
  });
  await office.register(
    ...people.map(({ resident, district, identity, i }) => ({
      ...{ identity, birth_date: resident.birthDate, district },
      region: i % 4 === 2 ? '12' : '01',
      municipality: i % 4 === 2 ? '1280' : '0180',
      status: resident.residency?.['status'] ?? 'registered',
      protection: i % 9 === 4 ? 'marked' : 'none',
    })),
  );
  const lines = people.flatMap(({ resident, identity }) =>
    [resident.organs, resident.optOuts, resident.events, resident.manual]
      .flatMap((objects) => objects ?? [])
      .map((object): Line => ({ ...(JSON.parse(JSON.stringify(object)) as Line), identity })),
  );
  await office.events(...lines);
}

/** Everybody in the register who is born by a day, with facts as of then. */
export async function membersOf(db: TestDatabase, asOf: PlainDate): Promise<Member[]> {
  const run = (text: string, values: unknown[]) => db.databases.query('kallelse_selection', text, values);
  const rows = (await run(
    `SELECT facts.resident_id AS id, reach.protection <> 'none' AS hidden FROM screening.resident_facts AS facts
     JOIN screening.resident_reach AS reach USING (resident_id) WHERE birth_date <= $1 ORDER BY 1`,
    [asOf],
  )) as { id: number; hidden: boolean }[];
  return Promise.all(
    rows.map(async ({ id, hidden }) => {
      const facts = await readResidentFacts(run, id, asOf);
      return { id, facts, ...placeOf(facts, asOf), isProtected: hidden };
    }),
  );
}

/** What holds on a day; the register of the specs has no two residencies that do. */
function placeOf(
  { birthCivil, residencies }: Resident,
  asOf: PlainDate,
): { birthYear: number; district: string | null } {
  const day = toDay(asOf);
  const covering = residencies.find(({ from, until }) => from <= day && day <= until);
  return { birthYear: birthCivil.year, district: covering?.district ?? null };
}

/** What a simulation must say, counted one resident after the other with the evaluator in memory. */
export function countedByHand(
  members: readonly Member[],
  definitions: { readonly draft: Definition; readonly base: Definition },
  asOf: PlainDate,
): Pick<SimulationResult, 'population' | 'decisions' | 'changes'> & {
  readonly reasons: Readonly<Record<string, readonly [number, number]>>;
  readonly districts: readonly Slice<string>[];
  readonly birthYears: readonly Slice<number>[];
  readonly examples: Readonly<Record<string, readonly number[]>>;
  readonly dueMonths: Readonly<Record<string, readonly [number, number]>>;
} {
  const each = members.map((member) => ({
    member,
    draft: decider(definitions.draft, asOf)(member.facts),
    base: decider(definitions.base, asOf)(member.facts),
  }));
  const both = (keys: (decision: Decision) => readonly string[]): Record<string, [number, number]> => {
    const counts: Record<string, [number, number]> = {};
    for (const { draft, base } of each) {
      for (const key of keys(draft)) (counts[key] ??= [0, 0])[0]++;
      for (const key of keys(base)) (counts[key] ??= [0, 0])[1]++;
    }
    return counts;
  };
  const whole = sliceOf(null, each);
  const examples: Record<string, number[]> = {};
  for (const { member, draft, base } of each) {
    const key = `${base.status} ${draft.status}`;
    if (draft.status !== base.status) (examples[key] ??= []).push(...(member.isProtected ? [] : [member.id]));
  }
  return {
    population: members.length,
    decisions: { draft: whole.draft, base: whole.base },
    changes: whole.changes,
    reasons: both(reasonsOf),
    districts: slicesBy(each, ({ member }) => (member.isProtected ? null : member.district)),
    birthYears: slicesBy(each, ({ member }) => member.birthYear),
    examples,
    dueMonths: both((decision) => monthsOf(decision, asOf)),
  };
}

type Each = { readonly member: Member; readonly draft: Decision; readonly base: Decision };

function reasonsOf({ status, reasons }: Decision): string[] {
  return reasons.map(
    ({ kind, code, path }) => `${status} ${kind} ${code} ${kind === 'manual' ? 'manual' : path}`,
  );
}

function monthsOf({ status, dueOn }: Decision, asOf: PlainDate): string[] {
  if (status === 'invite') return ['now'];
  if (status !== 'hold' || dueOn === undefined) return [];
  return [dueOn > asOf ? dueOn.slice(0, 7) : 'now'];
}

function slicesBy<Value extends string | number>(
  each: readonly Each[],
  of: (one: Each) => Value | null,
): Slice<Value>[] {
  const values = [...new Set(each.map(of))];
  return values.map((value) =>
    sliceOf(
      value,
      each.filter((one) => of(one) === value),
    ),
  );
}

function sliceOf<Value>(value: Value | null, each: readonly Each[]): Slice<Value> {
  const tally = <Key extends string>(keys: readonly Key[]): Partial<Record<Key, number>> => {
    const counts: Partial<Record<Key, number>> = {};
    for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };
  return {
    value,
    residents: each.length,
    draft: tally(each.map(({ draft }) => draft.status)),
    base: tally(each.map(({ base }) => base.status)),
    changes: tally(each.flatMap(changesOf)),
  };
}

function changesOf({ draft, base }: Each): Change[] {
  const change = changeOf(base.status, draft.status);
  return change ? [change] : [];
}

export function definitionOf(document: object): Definition {
  const parsed = parseDefinition(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}
