import { ProblemError, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

/** An open round with its rules, held to the end of the transaction. */
export interface OpenRound {
  readonly id: number;
  readonly batch_id: number;
  readonly resident_id: number;
  readonly state: string;
  readonly handed_over_on: PlainDate | null;
  readonly document: object;
}

/** @throws ProblemError ROUND_UNKNOWN, ROUND_CLOSED */
export async function openRound(tx: EntityManager, round: number): Promise<OpenRound> {
  const [row] = await tx.query<OpenRound[]>(
    `SELECT episode.id, episode.batch_id, episode.resident_id, episode.state, episode.handed_over_on::text AS handed_over_on, definition.document
     FROM screening.episodes AS episode JOIN screening.definitions AS definition ON definition.id = episode.definition_id
     WHERE episode.id = $1 FOR UPDATE OF episode`,
    [round],
  );
  if (!row)
    throw new ProblemError('ROUND_UNKNOWN', 'there is no such round', {
      fix: 'see the rounds of a resident: kallelse residents show',
      exitCode: 2,
    });
  if (row.state === 'closed')
    throw new ProblemError('ROUND_CLOSED', 'the round is over; nothing was changed', {
      fix: 'see the rounds of a resident: kallelse residents show',
    });
  return row;
}
