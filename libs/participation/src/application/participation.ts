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

/** Participation by district as it stands: the office's own, not to be published. */
export interface LiveParticipation {
  readonly programme: string;
  readonly countedAt: Date;
  /** Of participation within some months: the months (cohorts) that are old enough, and how many were invited later. */
  readonly cohorts?: Cohorts;
  readonly rows: readonly ParticipationRow[];
}

/**
 * Participation by district at this moment, for the office; small numbers are suppressed in it too, but tables of other days
 * may be subtracted from it: what leaves the house is published (`PublishTables`). The district is that at invitation, under
 * its latest name; protected residents have none.
 */
export class Participation {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async byDistrict(request: ParticipationRequest, actor: Actor): Promise<LiveParticipation> {
    const countedAt = this.clock.now();
    const date = today(this.clock);
    if (request.within !== undefined) await this.databases.transaction('kallelse_publisher', refreshCube);
    const { cohorts, counts } = await this.databases.transaction(
      'kallelse_publisher',
      async (tx) => {
        const { within } = request;
        if (within === undefined) return { cohorts: undefined, counts: await count(tx, request) };
        const found = await matureCohorts(tx, { ...request, within }, date);
        return { cohorts: found, counts: await countWithin(tx, { ...request, within }, date) };
      },
      'REPEATABLE READ',
    );
    await this.audit.record({ actor, action: 'participation.count', subject: request.programme });
    return {
      programme: request.programme,
      countedAt,
      ...(cohorts ? { cohorts } : {}),
      rows: participationTable(counts),
    };
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
