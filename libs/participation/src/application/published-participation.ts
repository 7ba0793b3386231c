import { ProblemError } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { indicatorOf, INDICATORS, type Indicator } from '../domain/publication/indicators';
import { parsePeriod } from '../domain/publication/period';
import type { PublishedCell } from '../domain/publication/published';
import { DIMENSIONS, shapesOf, type Dimension } from '../domain/publication/shapes';
import { readCells } from '../infra/publication/published-rows';

/** A published table, as it stands in the list. */
export interface TableHead {
  readonly id: number;
  readonly programme: string;
  readonly indicator: string;
  readonly period: string;
  readonly method: string;
  readonly publishedAt: Date;
  readonly digest: string;
  readonly cells: number;
  readonly hidden: number;
  readonly hiddenForOthers: number;
  readonly gap: number;
  readonly refused: string | null;
}

export interface PublishedRequest {
  readonly programme: string;
  readonly indicator: string;
  /** `2026H1`; absent: the latest. */
  readonly period?: string;
  /** Absent: areas, with no further dimension. */
  readonly by?: string;
  /** `region`, `municipality`, `regso` …; absent: all. */
  readonly level?: string;
}

export interface PublishedTableView {
  readonly head: TableHead;
  /** Names the figures: whoever has it finds the same. */
  readonly snapshot: string;
  readonly indicator: Indicator;
  readonly dimension: Dimension;
  readonly cells: readonly PublishedCell[];
}

const HEAD = `id, programme, indicator, period, method, published_at AS "publishedAt", digest, cells, hidden, hidden_for_others AS "hiddenForOthers", gap, refused`;

/** What analysts read, as the role that can read nothing else: tables that are published, and no other combination. */
export class PublishedParticipation {
  constructor(private readonly databases: Databases) {}

  /** @param programme absent: all */
  tables(programme?: string): Promise<TableHead[]> {
    return this.databases.query<TableHead>(
      'kallelse_analyst',
      `SELECT ${HEAD} FROM analytics.published_tables WHERE $1::text IS NULL OR programme = $1 ORDER BY programme, period, id`,
      [programme ?? null],
    );
  }

  /**
   * @throws ProblemError INDICATOR_UNKNOWN, PERIOD_UNKNOWN, SHAPE_UNPUBLISHED (with the nearest table that is published), TABLE_UNPUBLISHED
   */
  async read(request: PublishedRequest): Promise<PublishedTableView> {
    const indicator = indicatorOf(request.indicator);
    if (!indicator)
      throw new ProblemError('INDICATOR_UNKNOWN', 'there is no such indicator', {
        fix: `one of: ${INDICATORS.map(({ id }) => id).join(', ')}`,
      });
    const dimension = dimensionOf(request, indicator);
    const head = await this.head(request, indicator);
    if (head.refused !== null)
      throw new ProblemError('TABLE_REFUSED', `${snapshotName(head)} shows nothing: ${head.refused}`, {
        fix: 'choose another period or programme',
      });
    const all = await this.databases.transaction('kallelse_analyst', (tx) =>
      readCells(tx, head.id, dimension),
    );
    const cells =
      request.level === undefined
        ? all
        : all.filter(({ level }) => level === request.level || level === 'all');
    if (request.level !== undefined && !all.some(({ level }) => level === request.level))
      throw new ProblemError(
        'SHAPE_UNPUBLISHED',
        `no table by ${dimension} is published for this level of areas`,
        {
          fix: `published are: ${[...new Set(all.map(({ level }) => level))].join(', ')}`,
        },
      );
    return { head, snapshot: snapshotName(head), indicator, dimension, cells };
  }

  /** The same table of every period there is, the first first. */
  async series(request: Omit<PublishedRequest, 'period'>): Promise<PublishedTableView[]> {
    const heads = (await this.tables(request.programme)).filter(
      ({ indicator, refused }) => indicator === request.indicator && refused === null,
    );
    return Promise.all(heads.map(({ period }) => this.read({ ...request, period })));
  }

  private async head({ programme, period }: PublishedRequest, indicator: Indicator): Promise<TableHead> {
    const wanted = period === undefined ? undefined : parsePeriod(period);
    const heads = (await this.tables(programme)).filter((head) => head.indicator === indicator.id);
    const head =
      wanted === undefined
        ? heads.filter(({ refused }) => refused === null).at(-1)
        : heads.find((one) => one.period === wanted.name);
    if (head) return head;
    throw new ProblemError(
      'TABLE_UNPUBLISHED',
      wanted && heads.length > 0
        ? `${indicator.id} is not published for ${wanted.name}`
        : `no table of ${indicator.id} is published yet`,
      {
        fix:
          heads.length > 0
            ? `published: ${heads.map((one) => one.period).join(', ')}`
            : `run "kallelse participation publish --programme …"; a period is published ${indicator.matureAfterDays} days after its end`,
      },
    );
  }
}

/** `cervical/coverage/2026H1/m1/0123456789abcdef` */
function snapshotName({ programme, indicator, period, method, digest }: TableHead): string {
  return [programme, indicator, period, `m${method}`, digest].join('/');
}

function dimensionOf({ by }: PublishedRequest, indicator: Indicator): Dimension {
  const shapes = shapesOf(indicator).map(({ dimension }) => dimension);
  const wanted = by ?? 'total';
  const found = shapes.find((dimension) => dimension === wanted);
  if (found) return found;
  const isKnown = DIMENSIONS.some((dimension) => dimension === wanted);
  throw new ProblemError(
    'SHAPE_UNPUBLISHED',
    isKnown ? `${indicator.id} is not published by ${wanted}` : 'there is no such dimension',
    { fix: `published by: ${shapes.join(', ')}` },
  );
}
