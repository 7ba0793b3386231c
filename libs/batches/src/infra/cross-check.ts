import {
  decider,
  decodeDecision,
  type Decision,
  type DecisionRow,
  type Definition,
} from '@kallelse/eligibility';
import { canonicalJson, ProblemError, type Json, type PlainDate } from '@kallelse/kernel';
import { readResidentFacts } from '@kallelse/population';
import type { EntityManager } from 'typeorm';

/** How many residents are decided once more, in memory, before anybody is shown a preview. */
const CHECKS = 200;

/** Every how many residents one is checked. */
export async function crossCheckStep(tx: EntityManager): Promise<number> {
  const [row] = await tx.query<{ n: number }[]>('SELECT count(*) AS n FROM screening.resident_facts');
  return Math.max(1, Math.floor((row?.n ?? 0) / CHECKS));
}

/**
 * Decides the residents of `sample` from their sources with the in-memory evaluator and compares with what the compiled
 * statement said. One disagreement stops the batch: one of the two would call somebody wrongly.
 * @returns how many agreed
 */
export async function crossCheck(
  tx: EntityManager,
  definition: Definition,
  asOf: PlainDate,
): Promise<number> {
  const decide = decider(definition, asOf);
  const rows = await tx.query<{ decision: DecisionRow }[]>('SELECT decision FROM sample LIMIT $1', [
    2 * CHECKS,
  ]);
  const run = (text: string, values: unknown[]): Promise<unknown> => tx.query(text, values);
  for (const { decision: row } of rows) {
    const inMemory = decide(await readResidentFacts(run, row.resident_id, asOf));
    if (textOf(inMemory) !== textOf(decodeDecision(definition, asOf, row))) {
      throw new ProblemError(
        'DECISIONS_DISAGREE',
        `the two evaluators of ${definition.programme} disagree on resident ${row.resident_id}`,
        {
          fix: 'no batch can be made until this defect is found; report the programme version and the resident’s internal id',
        },
      );
    }
  }
  return rows.length;
}

function textOf(decision: Decision): string {
  return canonicalJson(JSON.parse(JSON.stringify(decision)) as Json);
}
