import type { Day } from '@kallelse/kernel';
import type { FactSource } from './compile';
import {
  deriveProgrammeFacts,
  deriveResidentFacts,
  inRangeSql,
  type Derivation,
  type IdRange,
} from './derive-sql';
import { PROGRAMME_COLUMNS, type FactColumn } from './fact-relation';
import type { Parameters } from './parameters';

/** Facts derived from the sources: exact for every as-of date and known-at, slow for everyone at once. */
export function derivedFacts(derivation: Derivation & { readonly programme: string }): FactSource {
  return (columns, parameters) =>
    `SELECT ${qualified(columns)} FROM (${deriveResidentFacts(derivation, parameters)}) AS r ` +
    `LEFT JOIN (${deriveProgrammeFacts(derivation, parameters)}) AS p USING (resident_id)`;
}

export interface ReadModel {
  readonly schema: string;
  readonly programme: string;
  readonly asOf: Day;
  readonly districts: NonNullable<Derivation['districts']>;
  /** A condition on the columns of `r` (resident_facts), as `r.region = $1`; absent: everyone. */
  readonly where?: (parameters: Parameters) => string;
  /** Only a piece of the register. */
  readonly ids?: IdRange;
}

/**
 * Facts from the read model, and for residents whose rows are not exact on the as-of date (something of theirs begins
 * later, another edition of their district holds, or the date lies in the past) derived from the sources.
 */
export function readModelFacts({ schema, programme, asOf, districts, where, ids }: ReadModel): FactSource {
  return (columns, parameters) => {
    const day = parameters.day(asOf);
    const name = parameters.add(programme, 'text');
    const inRange = (alias: string): string => inRangeSql(`${alias}.resident_id`, ids, parameters);
    const condition = `${inRange('r')}${where ? ` AND ${where(parameters)}` : ''}`;
    const inexact =
      `SELECT r.resident_id FROM ${schema}.resident_facts AS r WHERE (r.exact_from > ${day} OR r.exact_until < ${day})${condition} ` +
      `UNION SELECT p.resident_id FROM ${schema}.programme_facts AS p JOIN ${schema}.resident_facts AS r USING (resident_id) ` +
      `WHERE p.programme = ${name} AND p.exact_from > ${day}${inRange('p')}${condition}`;
    const scope = 'SELECT resident_id FROM inexact';
    const derived = derivedFacts({ schema, programme, asOf, districts, scope, ...(ids ? { ids } : {}) });
    return (
      `WITH inexact AS MATERIALIZED (${inexact}) ` +
      `SELECT ${qualified(columns)} FROM ${schema}.resident_facts AS r LEFT JOIN ${schema}.programme_facts AS p ` +
      `ON p.resident_id = r.resident_id AND p.programme = ${name}${inRange('p')} ` +
      `WHERE r.exact_from <= ${day} AND (r.exact_until IS NULL OR r.exact_until >= ${day}) AND (p.exact_from IS NULL OR p.exact_from <= ${day})${condition} ` +
      `UNION ALL (${derived(columns, parameters)})`
    );
  };
}

function qualified(columns: readonly FactColumn[]): string {
  return columns.map((column) => `${column in PROGRAMME_COLUMNS ? 'p' : 'r'}.${column}`).join(', ');
}
