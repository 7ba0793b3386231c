import {
  compileToSql,
  decodeDecision,
  derivedFacts,
  type Decision,
  type DecisionRow,
  type Definition,
  type IdRange,
} from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { DISTRICTS } from '../src/infra/register/refresh-facts';
import { registerFacts } from '../src/infra/selection/register-facts';

/**
 * Decides everybody in the register with the compiled statement: from the read model, or as known on a day from the
 * sources; all of it, or a piece. By internal id.
 */
export async function decideRegister(
  databases: Databases,
  definition: Definition,
  asOf: PlainDate,
  knownAt?: PlainDate,
  ids?: IdRange,
): Promise<Map<number, Decision>> {
  const { programme } = definition;
  const on = toDay(asOf);
  const districts = { table: DISTRICTS, on };
  const source =
    knownAt === undefined
      ? registerFacts(programme, asOf, undefined, ids)
      : derivedFacts({ schema: 'screening', programme, asOf: on, knownAt: toDay(knownAt), districts });
  const { text, values } = compileToSql(definition, asOf, { source });
  const rows = await databases.query<DecisionRow>('kallelse_selection', text, [...values]);
  return new Map(rows.map((row) => [row.resident_id, decodeDecision(definition, asOf, row)]));
}
