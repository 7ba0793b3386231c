import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { readRouteCode, readRouteKind, readRoutePeriod } from '../domain/manual-route';
import { lockImports } from '../infra/import-ledger';
import { residentNotThere } from '../infra/resident-not-there';
import { appendRoute, endRoute, ROUTES, type RouteMoment, type ShownRoute } from '../infra/route-rows';

export type { ShownRoute } from '../infra/route-rows';

/** A route to be made: whom, in which programme, until when, by whom and why. */
export interface RouteRequest {
  readonly resident: number;
  /** Its existence is the caller's to check: this library knows no programmes. */
  readonly programme: string;
  /** `include`, `hold` or `exclude`. */
  readonly kind: string;
  /** Absent: today. */
  readonly from?: string | undefined;
  /** Last day, or `never`: somebody has to say so. */
  readonly until: string;
  /** Reason code in decisions; absent: `manual-KIND`. */
  readonly code?: string | undefined;
  readonly actor: Actor;
  readonly reason: string;
}

/**
 * Manual routes (interfaces.md, "The decision, step by step"): the office includes, holds or excludes a resident in a
 * programme, whatever else the rules say. Every act is in the audit log.
 */
export class ManualRoutes {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** The routes of a resident, ended ones too. @throws ProblemError RESIDENT_UNKNOWN, RESIDENT_MERGED */
  async list(resident: number, actor: Actor): Promise<ShownRoute[]> {
    await this.mustBeThere(resident);
    const routes = await this.databases.query<ShownRoute>('kallelse_import', ROUTES, [resident]);
    await this.audit.record({ actor, action: 'residents.routes', residentId: resident });
    return routes;
  }

  /**
   * Makes a route.
   * @returns its number
   * @throws ProblemError ROUTE_KIND, ROUTE_CODE, ROUTE_PERIOD, REASON_MISSING, RESIDENT_UNKNOWN, RESIDENT_MERGED
   */
  async make({ resident, programme, actor, reason: text, ...request }: RouteRequest): Promise<number> {
    const kind = readRouteKind(request.kind);
    const code = readRouteCode(request.code, kind);
    const period = readRoutePeriod(request, today(this.clock));
    const reason = readReason(text);
    await this.mustBeThere(resident);
    return this.change(actor, async (tx, moment) => {
      const route = await appendRoute(tx, { resident, programme, kind, code, ...period, reason }, moment);
      const details = { route, kind, code, ...period };
      await this.audit.record({
        ...{ actor, action: 'residents.route', residentId: resident, subject: programme, reason, details },
      });
      return route;
    });
  }

  /** Ends a route: it does not hold from today on. @throws ProblemError ROUTE_UNKNOWN, REASON_MISSING */
  async revoke(route: number, actor: Actor, text: string): Promise<{ readonly resident: number }> {
    const reason = readReason(text);
    return this.change(actor, async (tx, moment) => {
      const ended = await endRoute(tx, route, moment);
      if (!ended) {
        throw new ProblemError('ROUTE_UNKNOWN', 'no manual route of this number still holds', {
          fix: 'see the routes of a resident with: kallelse residents route list ID',
        });
      }
      const { resident, programme: subject } = ended;
      await this.audit.record({
        ...{ actor, action: 'residents.route-revoke', residentId: resident, subject, reason },
        details: { route },
      });
      return { resident };
    });
  }

  private change<T>(actor: Actor, work: (tx: EntityManager, moment: RouteMoment) => Promise<T>): Promise<T> {
    return this.databases.transaction('kallelse_import', async (tx) => {
      await lockImports(tx);
      return work(tx, { now: this.clock.now(), today: today(this.clock), by: actor.user });
    });
  }

  private async mustBeThere(resident: number): Promise<void> {
    const known = await this.databases.query(
      'kallelse_import',
      'SELECT 1 FROM screening.resident_facts WHERE resident_id = $1',
      [resident],
    );
    if (known.length === 0) throw await residentNotThere(this.databases, resident, 'residents route list');
  }
}
