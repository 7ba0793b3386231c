import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { OrganState, SpokenSource } from '../../domain/organ-statement';
import { refreshFacts } from '../register/refresh-facts';
import { raiseOrganConflicts } from './organ-conflicts';

/** A statement about one organ of a resident that the office takes down. */
export interface NewStatement {
  readonly residentId: number;
  readonly organ: string;
  readonly state: OrganState;
  readonly source: SpokenSource;
  readonly effective: PlainDate;
}

/** When statements are taken down, and by whom. */
export interface StatementMoment {
  readonly now: Date;
  readonly today: PlainDate;
  readonly by: string;
}

/**
 * Appends statements, derives facts anew and looks for contradictions; in a transaction of kallelse_import that holds
 * the import lock. A statement that stands already (same organ, state, source and day) is not added again.
 * @returns how many were added
 */
export async function appendStatements(
  tx: EntityManager,
  statements: readonly NewStatement[],
  moment: StatementMoment,
): Promise<number> {
  const { now, today, by } = moment;
  const added = await tx.query<{ resident_id: number }[]>(
    `WITH given AS (
       SELECT nextval('screening.source_seq') AS seq, said.* FROM jsonb_to_recordset($1::jsonb)
         AS said ("residentId" bigint, organ text, state text, source text, effective date)
       WHERE NOT EXISTS (SELECT 1 FROM screening.organ_statements AS known WHERE known.resident_id = said."residentId"
         AND known.superseded_at IS NULL AND known.withdrawn IS NULL AND known.source = said.source AND known.effective = said.effective
         AND said.organ = ANY (CASE said.state WHEN 'present' THEN known.present ELSE known.absent END)))
     INSERT INTO screening.organ_statements
       (seq, resident_id, present, absent, source, effective, recorded, ref, fingerprint, recorded_by, recorded_at)
     SELECT seq, "residentId", CASE state WHEN 'present' THEN ARRAY[organ] ELSE '{}' END,
       CASE state WHEN 'absent' THEN ARRAY[organ] ELSE '{}' END, source, effective, $2, 'kallelse:organ:' || seq,
       substring(sha256(convert_to('ref:kallelse:organ:' || seq, 'UTF8')) FOR 16), $3, $4 FROM given
     RETURNING resident_id`,
    [JSON.stringify(statements), today, by, now],
  );
  await afterStatements(tx, moment, [...new Set(added.map(({ resident_id: id }) => id))]);
  return added.length;
}

/**
 * Withdraws a statement from today on: what it beat counts again. The row that said it stays as a former version.
 * @returns whether there was one to withdraw
 */
export async function withdrawStatement(
  tx: EntityManager,
  { residentId, seq }: { readonly residentId: number; readonly seq: number },
  moment: StatementMoment,
): Promise<boolean> {
  const { now, today, by } = moment;
  const rows = await tx.query<unknown[]>(
    `WITH ended AS (
       UPDATE screening.organ_statements SET superseded_at = $3 WHERE resident_id = $1 AND seq = $2
         AND superseded_at IS NULL AND (withdrawn IS NULL OR withdrawn > $4) RETURNING *)
     INSERT INTO screening.organ_statements
       (seq, resident_id, present, absent, source, effective, withdrawn, recorded, ref, fingerprint, recorded_by, recorded_at)
     SELECT seq, resident_id, present, absent, source, effective, $4, recorded, ref, fingerprint, $5, $3 FROM ended RETURNING 1`,
    [residentId, seq, now, today, by],
  );
  if (rows.length > 0) await afterStatements(tx, moment, [residentId]);
  return rows.length > 0;
}

async function afterStatements(
  tx: EntityManager,
  { now, today }: StatementMoment,
  residents: readonly number[],
): Promise<void> {
  if (residents.length === 0) return;
  // A list of our own ids, never text from outside.
  const scope = `SELECT unnest('{${residents.map(Number).join(',')}}'::bigint[])`;
  await refreshFacts(tx, today, scope);
  await raiseOrganConflicts(tx, { now, today }, scope);
}
