import {
  compileToSql,
  decodeDecision,
  Parameters,
  type Decision,
  type DecisionRow,
  type Definition,
} from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { registerFacts } from './register-facts';

/** Residents of one district with the same decision for the same reasons, and how many they are. */
export interface DecisionCount {
  /** Absent: the register names no district that an edition has. */
  readonly district: string | null;
  /** Its dates are those of one of them. */
  readonly decision: Decision;
  readonly count: number;
}

interface CountRow extends DecisionRow {
  readonly district: string | null;
  readonly count: number;
}

/** Decides everyone in the register for one programme and counts by district, decision and reasons, in one statement. */
export async function decisionCounts(
  tx: EntityManager,
  definition: Definition,
  asOf: PlainDate,
): Promise<DecisionCount[]> {
  const parameters = new Parameters();
  const day = parameters.day(toDay(asOf));
  const source = registerFacts(definition.programme, asOf);
  const { text, values, words } = compileToSql(definition, asOf, { source, carry: ['district'], parameters });
  const reasons = Array.from({ length: words }, (_, w) => `r${w}`).join(', ');
  const rows = await tx.query<CountRow[]>(
    `SELECT district, stage, target, ${reasons}, s_path, max(due_on) AS due_on, NULL AS enquiry_until, manual, count(*)::int AS count
     FROM (${text}) AS decided GROUP BY district, stage, target, ${reasons}, s_path, due_on > ${day}, manual`,
    [...values],
  );
  return rows.map((row) => ({
    district: row.district,
    decision: decodeDecision(definition, asOf, row),
    count: row.count,
  }));
}
