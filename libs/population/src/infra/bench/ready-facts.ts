import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { HAND_WRITTEN_FACTS } from './hand-written-decisions';

/** What the cervical programme asks about a resident on a day, worked out beforehand: nothing dated is left. */
export interface ReadyFacts {
  readonly resident: number;
  readonly status: string;
  readonly age: number;
  readonly controlLists: readonly string[];
  readonly cervix: 'present' | 'absent' | 'unknown';
  readonly optedOut: boolean;
  readonly openRound: boolean;
  readonly deferred: boolean;
  readonly inCare: boolean;
  readonly booked: boolean;
  /** The next invitation is not due yet. */
  readonly early: boolean;
  /** May not be asked about the cervix: asked within the year, or twice in vain. */
  readonly asked: boolean;
}

/**
 * Facts of some residents for an engine that takes plain values, in no order. Right where the hand-written decisions
 * are.
 */
export function readyFacts(
  tx: EntityManager,
  residents: readonly number[],
  asOf: PlainDate,
): Promise<ReadyFacts[]> {
  return tx.query<ReadyFacts[]>(QUERY, [asOf, residents]);
}

const QUERY = `
  SELECT facts.resident_id AS resident, r.residency_status AS status,
    extract(year FROM age($1::date, r.birth_date))::int AS age, coalesce(r.organ_cervix, 'unknown') AS cervix,
    ARRAY(SELECT list FROM unnest(p.control_lists, p.control_until) AS listed(list, until) WHERE until >= $1::date) AS "controlLists",
    opted_out AS "optedOut", open_round AS "openRound", deferred, in_care AS "inCare", booked,
    coalesce(early, false) AS early, coalesce(facts.asked, false) OR asked_enough AS asked
  FROM (${HAND_WRITTEN_FACTS}) AS facts JOIN screening.resident_facts AS r USING (resident_id)
  LEFT JOIN screening.programme_facts AS p ON p.resident_id = facts.resident_id AND p.programme = 'cervical'
  WHERE facts.resident_id = ANY ($2::bigint[])`;
