import { definitionId } from '@kallelse/eligibility';
import type { EntityManager } from 'typeorm';
import { isInsideBand, type BatchPreview, type DistrictCount, type SetAside } from '../domain/preview';
import { pauseOn } from '../domain/sending-calendar';
import { summarise } from '../domain/summarise';
import { countReach } from './count-reach';
import { crossCheck, crossCheckStep } from './cross-check';
import { findDue, type DueRequest } from './due';

/**
 * Runs the compiled rules over everyone the filters let through and counts, in a transaction of kallelse_selection:
 * nothing is written but temporary tables.
 */
export async function previewInvitations(tx: EntityManager, request: DueRequest): Promise<BatchPreview> {
  const { definition, asOf } = request;
  const { groups, allotments } = await findDue(tx, request, await crossCheckStep(tx));
  const crossChecked = await crossCheck(tx, definition, asOf);
  const totals = await countTotals(tx);
  const { channels, unreachableBecause } = await countReach(tx, 'due', definition.delivery.channels);
  const pause = pauseOn(definition.delivery, asOf);
  const { min, max } = definition.delivery.expected ?? {};
  return {
    asOf,
    definition: definitionId(definition),
    definitionHash: definition.hash,
    ...summarise(groups, definition, asOf, await countSetAside(tx)),
    selected: totals.selected,
    lastCall: totals.last_call,
    leftByCapacity: totals.left_over,
    ...(pause ? { pause } : {}),
    ...(allotments.length > 0 ? { limits: allotments } : {}),
    districts: await countDistricts(tx),
    channels,
    unreachableBecause,
    unreachable: channels.find(({ channel }) => channel === 'outreach')?.count ?? 0,
    expected: {
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      inside: isInsideBand(totals.selected, definition.delivery.expected ?? {}),
    },
    crossChecked,
    selectedHash: totals.hash,
  };
}

interface Totals {
  readonly selected: number;
  readonly last_call: number;
  readonly left_over: number;
  /** SHA-256 of the selected ids in order: the same set has the same hash. */
  readonly hash: string;
}

/** What the temporary table `due` adds up to. */
export async function countTotals(tx: EntityManager): Promise<Totals> {
  const [totals] = await tx.query<Totals[]>(
    `SELECT count(*) FILTER (WHERE is_selected) AS selected, count(*) FILTER (WHERE is_selected AND last_call) AS last_call,
       count(*) FILTER (WHERE NOT is_selected AND set_aside IS NULL) AS left_over,
       encode(sha256(convert_to(coalesce(
         string_agg(resident_id::text, ',' ORDER BY resident_id) FILTER (WHERE is_selected), ''), 'UTF8')), 'hex') AS hash
     FROM due`,
  );
  if (!totals) throw new Error('an aggregate gives a row');
  return totals;
}

/** Why so many of the temporary table `due` are not to be called yet. */
async function countSetAside(tx: EntityManager): Promise<ReadonlyMap<SetAside, number>> {
  const rows = await tx.query<{ why: SetAside; n: number }[]>(
    'SELECT set_aside AS why, count(*)::int AS n FROM due WHERE set_aside IS NOT NULL GROUP BY 1 ORDER BY 1',
  );
  return new Map(rows.map(({ why, n }) => [why, n]));
}

/** Those of the temporary table `due` by district; protected residents stand in none. */
export function countDistricts(tx: EntityManager): Promise<DistrictCount[]> {
  return tx.query(
    `SELECT CASE WHEN reach.protection = 'none' THEN district END AS district, count(*) AS due,
       count(*) FILTER (WHERE is_selected) AS selected
     FROM due LEFT JOIN screening.resident_reach AS reach USING (resident_id)
     WHERE set_aside IS NULL GROUP BY 1 ORDER BY 1 NULLS LAST`,
  );
}
