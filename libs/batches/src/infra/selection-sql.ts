import {
  compileToSql,
  lowestAge,
  Parameters,
  STAGE,
  type Definition,
  type FactColumn,
} from '@kallelse/eligibility';
import { addMonths, hmacBlocks, latestBirthForAge, toDay, type PlainDate } from '@kallelse/kernel';
import { registerFacts } from '@kallelse/population';
import type { BatchFilters } from '../domain/batch-filters';

/** Who ages out within this time and is due is invited now, whatever the capacity. */
const LAST_CALL_MONTHS = 3;

export interface SelectionRequest {
  readonly definition: Definition;
  readonly asOf: PlainDate;
  readonly region: string | null;
  /** Regions that have rules of their own. */
  readonly regionsApart: readonly string[];
  readonly filters: BatchFilters;
}

const CARRIED: readonly FactColumn[] = [
  'region',
  'municipality',
  'district',
  'area_type',
  'birth_date',
  'residency_since',
];

/** A statement over everyone that the filters let through: carried facts and the columns of a decision. */
export interface DecidedSql {
  readonly text: string;
  readonly parameters: Parameters;
  readonly words: number;
}

/** Decides everyone that the filters let through. */
export function decidedSql(request: SelectionRequest, parameters = new Parameters()): DecidedSql {
  const { definition, asOf } = request;
  const source = registerFacts(definition.programme, asOf, (bound) => filterSql(request, bound));
  const { text, words } = compileToSql(definition, asOf, { source, carry: CARRIED, parameters });
  return { text, parameters, words };
}

function filterSql({ region, regionsApart, filters }: SelectionRequest, parameters: Parameters): string {
  const conditions = [
    ...(region === null ? [] : [`r.region = ${parameters.add(region, 'text')}`]),
    ...(regionsApart.length === 0
      ? []
      : [`(r.region IS NULL OR r.region <> ALL (${parameters.add(regionsApart, 'text[]')}))`]),
    ...(filters.districts ? [`r.district = ANY (${parameters.add(filters.districts, 'text[]')})`] : []),
    ...(filters.municipalities
      ? [`r.municipality = ANY (${parameters.add(filters.municipalities, 'text[]')})`]
      : []),
    ...(filters.birthMonths
      ? [`extract(month FROM r.birth_date) = ANY (${parameters.add(filters.birthMonths, 'float8[]')})`]
      : []),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** Adds to decisions of status `invite` whether it is the last call; false where the programme has none. */
export function lastCallSql({ definition, asOf }: SelectionRequest, parameters: Parameters): string {
  const age = definition.delivery.lastCallBeforeAge;
  if (age === undefined) return 'false';
  const horizon = addMonths(toDay(asOf), LAST_CALL_MONTHS);
  return `birth_date <= ${parameters.day(latestBirthForAge(age, horizon, definition.leapDay))}`;
}

/**
 * Since when somebody whose decision is `invite` has waited: the date they were due, or, of those never called, the day
 * they came of age for the programme or into the register, whichever was later.
 */
export function waitsSinceSql({ definition }: SelectionRequest): string {
  const age = lowestAge(definition.eligibility);
  const ofAge = age === undefined ? '' : `, (birth_date + interval '${age} years')::date`;
  return `coalesce(due_on, greatest(residency_since${ofAge}))`;
}

/**
 * The order of selection as a sort key over the columns last_call and waits_since: last call, then whoever has waited
 * longest, then HMAC(seed, resident), so that ties are fair and can be repeated. Whoever waits moves forward with time, so
 * that nobody starves whatever the capacity.
 */
export function orderSql(seed: string, parameters: Parameters): string {
  const { inner, outer } = hmacBlocks(seed);
  const message = `${parameters.add(inner, 'bytea')} || convert_to(resident_id::text, 'UTF8')`;
  return `last_call DESC, waits_since NULLS FIRST, sha256(${parameters.add(outer, 'bytea')} || sha256(${message}))`;
}

export const INVITED = `stage = ${STAGE.invite}`;
