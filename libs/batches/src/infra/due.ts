import { Parameters, type DecisionRow } from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import { servedDistrictsSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { setAside } from './set-aside';
import { allot, type Allotment, type BatchLimits } from '../domain/allot';
import {
  decidedSql,
  INVITED,
  lastCallSql,
  orderSql,
  waitsSinceSql,
  type SelectionRequest,
} from './selection-sql';

export interface DueRequest extends SelectionRequest {
  readonly seed: string;
  readonly capacity: number | null;
  readonly limits: BatchLimits | null;
}

/** Residents with the same verdict for the same reasons, and how many they are. */
export interface VerdictGroup extends DecisionRow {
  readonly count: number;
}

/** Every how many residents one goes to `sample`; 0: none. */
export type SampleStep = number;

/**
 * Decides everyone that the filters let through in one pass: who is due goes to the temporary table `due`, every n-th
 * resident with the decision to `sample`, everybody into the groups that are returned. Then `due` is ranked.
 */
export async function findDue(
  tx: EntityManager,
  request: DueRequest,
  sampleStep: SampleStep,
): Promise<{ readonly groups: VerdictGroup[]; readonly allotments: readonly Allotment[] }> {
  await createDue(tx);
  await tx.query('CREATE TEMPORARY TABLE sample (decision jsonb) ON COMMIT DROP');
  const groups = await decideEveryone(tx, request, sampleStep);
  await tx.query('ANALYZE due');
  return { groups, allotments: await rankDue(tx, request) };
}

/** Makes the temporary table of those who are due. */
export async function createDue(tx: EntityManager): Promise<void> {
  await tx.query(`
    CREATE TEMPORARY TABLE due (resident_id bigint, region text, municipality text, district text, area_type int, waits_since date,
      last_call boolean, share text, set_aside text, is_selected boolean NOT NULL DEFAULT false) ON COMMIT DROP`);
}

async function decideEveryone(
  tx: EntityManager,
  request: DueRequest,
  step: SampleStep,
): Promise<VerdictGroup[]> {
  const { text, parameters, words } = decidedSql(request);
  const reasons = Array.from({ length: words }, (_, w) => `r${w}`).join(', ');
  const asOf = parameters.day(toDay(request.asOf));
  const sampled = step > 0 ? `(hashint8(resident_id) & 2147483647) % ${step} = 0` : 'false';
  // The planner thinks evaluating rules so dear that sorting before grouping seems to cost nothing.
  await tx.query('SET LOCAL enable_sort = off');
  const groups = await tx.query<VerdictGroup[]>(
    `WITH decided AS MATERIALIZED (${text}),
     for_due AS (INSERT INTO due (resident_id, region, municipality, district, area_type, waits_since, last_call)
       SELECT resident_id, region, municipality, district, area_type, ${waitsSinceSql(request)}, ${lastCallSql(request, parameters)}
       FROM decided WHERE ${INVITED}),
     for_sample AS (INSERT INTO sample SELECT to_jsonb(decided) FROM decided WHERE ${sampled})
     SELECT stage, target, ${reasons}, s_path, max(due_on) AS due_on, NULL AS enquiry_until, manual, count(*) AS count
     FROM decided GROUP BY stage, target, ${reasons}, s_path, due_on > ${asOf}, manual`,
    [...parameters.values],
  );
  await tx.query('SET LOCAL enable_sort = on');
  return groups;
}

/**
 * Sets aside whoever is not to be called yet and selects the last calls and, in order, as many others as capacity allows: that
 * of each unit or region, then that of the batch.
 * @returns how the places were divided; nothing where they are not
 */
export async function rankDue(
  tx: EntityManager,
  { definition, seed, capacity, limits, asOf }: Omit<DueRequest, 'region' | 'regionsApart' | 'filters'>,
): Promise<readonly Allotment[]> {
  await setAside(tx, { definition, seed, asOf });
  const allotments = limits === null ? [] : await divide(tx, definition.programme, asOf, limits);
  const parameters = new Parameters();
  const order = orderSql(seed, parameters);
  const groups = parameters.add(
    allotments.map(({ group }) => group),
    'text[]',
  );
  const places = parameters.add(
    allotments.map(({ allotted }) => allotted),
    'int[]',
  );
  const limit = capacity === null ? 'true' : `place - last_calls <= ${parameters.add(capacity, 'int')}`;
  await tx.query(
    `UPDATE due SET is_selected = true FROM (
       SELECT *, row_number() OVER (ORDER BY ${order}) AS place, count(*) FILTER (WHERE last_call) OVER () AS last_calls FROM (
         SELECT due.*, most.places, row_number() OVER (PARTITION BY share, last_call ORDER BY ${order}) AS own_place
         FROM due LEFT JOIN unnest(${groups}, ${places}) AS most (share, places) USING (share) WHERE set_aside IS NULL) AS ordered
       WHERE last_call OR places IS NULL OR own_place <= places) AS placed
     WHERE placed.resident_id = due.resident_id AND (placed.last_call OR ${limit})`,
    parameters.values,
  );
  return allotments;
}

/** Notes who belongs to which unit or region, and divides the places by how many are due in each beside last calls. */
async function divide(
  tx: EntityManager,
  programme: string,
  asOf: PlainDate,
  limits: BatchLimits,
): Promise<Allotment[]> {
  if (limits.by === 'region') await tx.query('UPDATE due SET share = region');
  else
    await tx.query(
      `UPDATE due SET share = served.unit FROM ${servedDistrictsSql('$1', '$2::date', limits.by)} AS served WHERE served.district = due.district`,
      [programme, asOf],
    );
  const rows = await tx.query<{ share: string; n: number }[]>(
    'SELECT share, count(*)::int AS n FROM due WHERE share IS NOT NULL AND set_aside IS NULL AND NOT last_call GROUP BY share',
  );
  return allot(limits, new Map(rows.map(({ share, n }) => [share, n])));
}
