import type { Actor, AuditLog } from '@kallelse/access';
import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { refreshCube } from '../infra/cube';
import { countWithin, matureCohorts, type Cohorts, type WithinMonths } from '../infra/count-within';
import {
  participationTable,
  type DistrictParticipation,
  type ParticipationRow,
} from '../domain/participation-table';

export interface ParticipationRequest {
  readonly programme: string;
  /** Rounds whose first contact was handed over in this time, both days included; absent: all. */
  readonly from?: PlainDate;
  readonly until?: PlainDate;
  /** Participation within so many months (90, 180 or 365 days) of the invitation, of cohorts that are old enough; absent: in the round. */
  readonly within?: WithinMonths;
}

/** A published table of participation by district. */
export interface PublishedParticipation {
  readonly programme: string;
  readonly publishedAt: Date;
  /** Of participation within some months: the months (cohorts) that are old enough, and how many were invited later. */
  readonly cohorts?: Cohorts;
  readonly rows: readonly ParticipationRow[];
}

/**
 * Participation by district: counted from rounds and published as the role that may write published tables, then read
 * as the role that may read nothing else. The district is that at invitation, under its latest name; protected residents
 * have none.
 */
export class Participation {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async byDistrict(request: ParticipationRequest, actor: Actor): Promise<PublishedParticipation> {
    const publishedAt = this.clock.now();
    const date = today(this.clock);
    if (request.within !== undefined) await this.databases.transaction('kallelse_publisher', refreshCube);
    const cohorts = await this.databases.transaction(
      'kallelse_publisher',
      async (tx) => {
        const { within } = request;
        const found =
          within === undefined ? undefined : await matureCohorts(tx, { ...request, within }, date);
        const counts =
          within === undefined
            ? await count(tx, request)
            : await countWithin(tx, { ...request, within }, date);
        await publish(tx, request, participationTable(counts), publishedAt);
        return found;
      },
      'REPEATABLE READ',
    );
    await this.audit.record({ actor, action: 'participation.publish', subject: request.programme });
    return {
      programme: request.programme,
      publishedAt,
      ...(cohorts ? { cohorts } : {}),
      rows: await this.read(request.programme, publishedAt),
    };
  }

  private read(programme: string, publishedAt: Date): Promise<ParticipationRow[]> {
    return this.databases.query(
      'kallelse_analyst',
      `SELECT kind, district, district_name AS name, area_type AS "areaType", invited, participated, rate, lower, upper, suppressed
       FROM analytics.published_participation WHERE programme = $1 AND published_at = $2 ORDER BY place`,
      [programme, publishedAt],
    );
  }
}

/** Rounds that reached the person: one that came back undeliverable, was annulled, or was merged into another, invited nobody. */
function count(
  tx: EntityManager,
  { programme, from, until }: ParticipationRequest,
): Promise<DistrictParticipation[]> {
  return tx.query(
    `WITH counted AS (
       SELECT district, (array_agg(area_type ORDER BY opened_on DESC, id))[1] AS "areaType", count(*) AS invited,
         count(participated_on) AS participated
       FROM screening.episodes
       WHERE programme = $1 AND handed_over_on IS NOT NULL
         AND ($2::date IS NULL OR handed_over_on >= $2) AND ($3::date IS NULL OR handed_over_on <= $3)
         AND coalesce(close_reason, '') NOT IN ('undeliverable', 'annulled', 'merged')
       GROUP BY district)
     SELECT counted.*, (SELECT edition.name FROM analytics.districts AS edition WHERE edition.code = counted.district
       ORDER BY edition.valid_from DESC, edition.vintage DESC LIMIT 1) AS name
     FROM counted ORDER BY district NULLS LAST`,
    [programme, from ?? null, until ?? null],
  );
}

async function publish(
  tx: EntityManager,
  { programme, from, until, within }: ParticipationRequest,
  rows: readonly ParticipationRow[],
  publishedAt: Date,
): Promise<void> {
  const numbered = rows.map((row, place) => ({ ...row, place }));
  await tx.query(`DELETE FROM analytics.published_participation WHERE programme = $1 AND published_at = $2`, [
    programme,
    publishedAt,
  ]);
  await tx.query(
    `INSERT INTO analytics.published_participation (programme, published_at, invited_from, invited_until, place, district,
       district_name, area_type, kind, invited, participated, rate, lower, upper, suppressed, within_months)
     SELECT $1, $2, $3, $4, place, district, name, "areaType", kind, invited, participated, rate, lower, upper, suppressed, $6::smallint
     FROM jsonb_to_recordset($5::jsonb) AS row(place int, district text, name text, "areaType" int, kind text, invited int,
       participated int, rate float8, lower float8, upper float8, suppressed boolean)`,
    [programme, publishedAt, from ?? null, until ?? null, JSON.stringify(numbered), within ?? null],
  );
}
