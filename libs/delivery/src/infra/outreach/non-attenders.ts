import { decidedSql } from '@kallelse/batches';
import { STAGE, type Definition } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { lastTestSql, missedRoundsSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';

/** Nobody who was reached is called again within this; somebody who did not answer, or had another number, sooner. */
const AGAIN_AFTER = { reached: `interval '1 year'`, missed: `interval '90 days'` } as const;

export interface NonAttendersRequest {
  readonly definition: Definition;
  readonly asOf: PlainDate;
  readonly region: string | null;
  readonly regionsApart: readonly string[];
  /** So many invitations since the last test that counts, or more. */
  readonly missed: number;
  readonly most: number;
}

/** Somebody who has not come for long. */
export interface NonAttender {
  readonly resident: number;
  readonly missed: number;
}

/**
 * Residents of the target group whose invitations have come to nothing so often in a row, those with most first, then those
 * tested longest ago. Not whoever declined, was deferred, has a time, is in care, blocked or protected, nor whose round is
 * open: its letters may still bring them; nor whoever was called lately.
 */
export function readNonAttenders(tx: EntityManager, request: NonAttendersRequest): Promise<NonAttender[]> {
  const { definition, asOf, missed, most } = request;
  const { text, parameters } = decidedSql({ ...request, filters: {} });
  const programme = parameters.add(definition.programme, 'text');
  const day = parameters.add(asOf, 'date');
  const methods = parameters.add(definition.countsTests ? [...definition.countsTests] : null, 'text[]');
  const least = parameters.add(missed, 'int');
  const limit = parameters.add(most, 'int');
  return tx.query(
    `WITH decided AS MATERIALIZED (${text})
     SELECT decided.resident_id AS resident, history.missed FROM decided
     JOIN screening.programme_facts AS facts ON facts.programme = ${programme} AND facts.resident_id = decided.resident_id
     JOIN screening.resident_reach AS reach ON reach.resident_id = decided.resident_id AND reach.protection = 'none'
     CROSS JOIN LATERAL (SELECT ${lastTestSql('facts', methods, day)} AS tested, ${missedRoundsSql('facts', methods, day)} AS missed) AS history
     WHERE stage IN (${STAGE.hold}, ${STAGE.invite}) AND history.missed >= ${least}
       AND NOT coalesce(greatest(facts.opt_out_until, facts.deferral_until, facts.care_until, facts.booking_last) >= ${day}, false)
       AND NOT EXISTS (SELECT FROM unnest(facts.manual_kinds, facts.manual_until) AS manual(kind, until)
         WHERE manual.kind <> 'include' AND (manual.until IS NULL OR manual.until >= ${day}))
       AND NOT EXISTS (SELECT FROM screening.episodes AS round WHERE round.resident_id = decided.resident_id
         AND round.programme = ${programme} AND round.state = 'open')
       AND NOT EXISTS (SELECT FROM screening.phone_calls AS call WHERE call.programme = ${programme}
         AND screening.present_resident(call.resident_id) = decided.resident_id
         AND (call.outcome IS NULL OR call.outcome_on + CASE WHEN call.outcome IN ('reached', 'declined') THEN ${AGAIN_AFTER.reached}
           ELSE ${AGAIN_AFTER.missed} END > ${day}))
     ORDER BY history.missed DESC, history.tested NULLS FIRST, decided.resident_id LIMIT ${limit}`,
    [...parameters.values],
  );
}
