import { compileToSql, Parameters, type Definition } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { registerFacts, voidOwnEvents } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { INVITED } from './selection-sql';

const ROUNDS = `SELECT id, resident_id FROM screening.episodes WHERE batch_id = $1 AND state = 'open'`;

/**
 * Whom the rules would invite today, of those with an open round of a batch, had there been no such batch: its own events
 * are voided for the question and stand again afterwards.
 */
export async function wouldBeDue(
  tx: EntityManager,
  batch: number,
  definition: Definition,
  { now, today }: { readonly now: Date; readonly today: PlainDate },
): Promise<number[]> {
  await tx.query('SAVEPOINT without_batch');
  await voidOwnEvents(tx, {
    refs: `SELECT 'kallelse:episode:' || id FROM (${ROUNDS}) AS round UNION ALL
      SELECT 'kallelse:contact:' || contact.id FROM (${ROUNDS}) AS round JOIN screening.contacts AS contact ON contact.episode_id = round.id`,
    values: [batch],
    now,
    today,
  });
  const parameters = new Parameters();
  const id = parameters.add(batch, 'bigint');
  const theirs = `r.resident_id IN (SELECT resident_id FROM (${ROUNDS.replace('$1', id)}) AS round)`;
  const source = registerFacts(definition.programme, today, () => theirs);
  const { text } = compileToSql(definition, today, { source, parameters });
  const rows = await tx.query<{ id: number }[]>(
    `SELECT resident_id AS id FROM (${text}) AS decided WHERE ${INVITED}`,
    [...parameters.values],
  );
  await tx.query('ROLLBACK TO SAVEPOINT without_batch');
  return rows.map((row) => row.id);
}
