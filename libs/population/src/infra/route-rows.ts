import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { RouteKind, RoutePeriod } from '../domain/manual-route';
import { refreshFacts } from './register/refresh-facts';

/** A manual route as it stands; `route` is its number, by which it is revoked. */
export interface ShownRoute {
  readonly route: number;
  readonly programme: string;
  readonly kind: RouteKind;
  readonly code: string;
  readonly from: PlainDate;
  /** Null: until it is revoked. */
  readonly until: PlainDate | null;
  /** Who made it: a user, or `import 5 by USER`. */
  readonly recordedBy: string;
  readonly recordedAt: Date;
  /** Null: it came with a file. */
  readonly reason: string | null;
  /** Null unless somebody ended it before its time. */
  readonly revokedBy: string | null;
}

/** A route to be made. */
export interface NewRoute extends RoutePeriod {
  readonly resident: number;
  readonly programme: string;
  readonly kind: RouteKind;
  readonly code: string;
  readonly reason: string;
}

/** When, and by whom. */
export interface RouteMoment {
  readonly now: Date;
  readonly today: PlainDate;
  readonly by: string;
}

/** Routes of resident $1, ended ones too, in the order they have in decisions (`manual[i]`). */
export const ROUTES = `
  SELECT live.seq AS route, live.programme, live.kind, live.code, live.from_date AS "from", live.until_date AS until,
    coalesce(first.recorded_by, 'import ' || first.import_id || ' by ' || file.imported_by) AS "recordedBy",
    first.recorded_at AS "recordedAt", live.reason, live.revoked_by AS "revokedBy"
  FROM screening.manual_routes AS live
  CROSS JOIN LATERAL (SELECT recorded_by, import_id, recorded_at FROM screening.manual_routes AS version
    WHERE version.seq = live.seq ORDER BY recorded_at LIMIT 1) AS first
  LEFT JOIN screening.imports AS file ON file.id = first.import_id
  WHERE live.resident_id = $1 AND live.superseded_at IS NULL ORDER BY live.place, live.seq`;

/**
 * Appends a route behind those of its resident and derives facts anew; in a transaction of kallelse_import that holds the
 * import lock.
 * @returns its number
 */
export async function appendRoute(tx: EntityManager, route: NewRoute, moment: RouteMoment): Promise<number> {
  const { resident, programme, kind, code, from, until, reason } = route;
  const [made] = await tx.query<{ seq: number }[]>(
    `WITH next AS (SELECT nextval('screening.source_seq') AS seq)
     INSERT INTO screening.manual_routes
       (seq, resident_id, programme, kind, code, from_date, until_date, place, ref, fingerprint, recorded_by, reason, recorded_at)
     SELECT seq, $1::bigint, $2, $3, $4, $5::date, $6::date,
       (SELECT coalesce(max(place) + 1, 0) FROM screening.manual_routes WHERE resident_id = $1::bigint),
       'kallelse:route:' || seq, substring(sha256(convert_to('ref:kallelse:route:' || seq, 'UTF8')) FOR 16), $7, $8, $9
     FROM next RETURNING seq`,
    [resident, programme, kind, code, from, until, moment.by, reason, moment.now],
  );
  await refreshFacts(tx, moment.today, `SELECT ${resident}::bigint`);
  return made?.seq ?? 0;
}

/**
 * Ends a route with yesterday, so that it does not hold today; one that has not begun before today has never been. What
 * was known of it until now stays as a former version.
 * @returns whose it was and of which programme; undefined when no such route stands, or it has ended
 */
export async function endRoute(
  tx: EntityManager,
  seq: number,
  { now, today, by }: RouteMoment,
): Promise<{ resident: number; programme: string } | undefined> {
  const [ended] = await tx.query<{ resident: number; programme: string }[]>(
    `WITH ended AS (
       UPDATE screening.manual_routes SET superseded_at = $2
       WHERE seq = $1 AND superseded_at IS NULL AND (until_date IS NULL OR until_date >= $3::date) RETURNING *),
     version AS (
       INSERT INTO screening.manual_routes (seq, resident_id, programme, kind, code, from_date, until_date, place, ref,
         fingerprint, recorded_by, reason, revoked_by, recorded_at)
       SELECT seq, resident_id, programme, kind, code, from_date, $3::date - 1, place, ref, fingerprint, recorded_by, reason, $4, $2
       FROM ended WHERE from_date < $3::date)
     SELECT resident_id AS resident, programme FROM ended`,
    [seq, now, today, by],
  );
  if (ended) await refreshFacts(tx, today, `SELECT ${ended.resident}::bigint`);
  return ended;
}
