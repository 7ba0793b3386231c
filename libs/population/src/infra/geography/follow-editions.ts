import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { countOf } from '../register/register-context';
import { DISTRICTS, refreshResidentFacts } from '../register/refresh-facts';

/** A transaction, and when it happens. */
export interface Moment {
  readonly tx: EntityManager;
  readonly now: Date;
  readonly today: PlainDate;
}

/** A code that no edition has on day $1. */
const UNKNOWN = `NOT EXISTS (SELECT 1 FROM ${DISTRICTS} AS edition WHERE edition.code = given.code
  AND edition.valid_from <= $1 AND (edition.valid_to IS NULL OR edition.valid_to >= $1))`;

/** Codes of a staged file that no edition of the districts has: those residents have no district until somebody looks. */
export async function raiseUnknownDistricts({ tx, today, now }: Moment, staging: string): Promise<void> {
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, details, raised_at)
     SELECT 'district-unknown', code, jsonb_build_object('rows', rows), $2 FROM (
       SELECT district AS code, count(*) AS rows FROM ${staging}
       WHERE district IS NOT NULL AND pass >= 0 GROUP BY district) AS given
     WHERE ${UNKNOWN} ON CONFLICT (kind, subject) WHERE resolved_at IS NULL DO NOTHING`,
    [today, now],
  );
}

/** Closes what was raised about codes that an edition has today. */
export async function resolveKnownDistricts({ tx, today, now }: Moment): Promise<void> {
  await tx.query(
    `UPDATE screening.exceptions AS given SET resolved_at = $2, resolved_by = 'system:import'
     FROM (SELECT subject AS code, id FROM screening.exceptions WHERE kind = 'district-unknown' AND resolved_at IS NULL) AS raised
     WHERE given.id = raised.id AND NOT ${UNKNOWN.replaceAll('given.code', 'raised.code')}`,
    [today, now],
  );
}

/**
 * Derives residents anew whose district's edition has ended, or begun, since their facts were derived. Until then their
 * decisions are right but slow: what is not exact is derived from the sources each time.
 * @returns how many
 */
export async function followEditions(moment: Moment): Promise<number> {
  const { tx, today } = moment;
  const expired = 'SELECT resident_id FROM expired';
  await tx.query(
    'CREATE TEMPORARY TABLE expired ON COMMIT DROP AS SELECT resident_id FROM screening.resident_facts WHERE exact_until < $1',
    [today],
  );
  const count = await countOf(tx, 'SELECT count(*) AS n FROM expired');
  if (count > 0) {
    await tx.query('ANALYZE expired');
    await refreshResidentFacts(tx, today, expired);
    await resolveKnownDistricts(moment);
  }
  await tx.query('DROP TABLE expired');
  return count;
}
