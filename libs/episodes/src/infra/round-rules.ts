import { parseDefinition, type Definition } from '@kallelse/eligibility';
import type { Duration, PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

/** One settling of rounds under way. */
export interface Settling {
  readonly tx: EntityManager;
  readonly now: Date;
  readonly today: PlainDate;
  /** The rules of every definition that has rounds to settle. */
  readonly rules: ReadonlyMap<number, Definition>;
}

/** Definitions of rounds that are open, newly handed over or in doubt, by id: a round keeps the version it began under. */
export async function roundRules(tx: EntityManager): Promise<ReadonlyMap<number, Definition>> {
  const rows = await tx.query<{ id: number; document: object }[]>(
    `SELECT id, document FROM screening.definitions AS definition WHERE id IN (
       SELECT definition_id FROM screening.episodes WHERE state = 'open'
       UNION SELECT episode.definition_id FROM screening.contacts AS contact
       JOIN screening.episodes AS episode ON episode.id = contact.episode_id
       WHERE contact.state = 'handed-over' AND contact.settled_on IS NULL
       UNION SELECT episode.definition_id FROM screening.rounds_in_doubt JOIN screening.episodes AS episode ON episode.id = episode_id)`,
  );
  return new Map(
    rows.map(({ id, document }) => {
      const parsed = parseDefinition(document);
      if (!parsed.ok) throw new Error(`definition ${id} of an open round cannot be read`);
      return [id, parsed.value];
    }),
  );
}

/** A date column plus a duration, as a date. */
export function datePlus(column: string, { months, days }: Duration): string {
  return `(${column} + interval '${months} months ${days} days')::date`;
}
