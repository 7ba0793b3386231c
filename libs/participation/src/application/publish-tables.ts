import type { Actor, AuditLog } from '@kallelse/access';
import { today, toDay, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { INDICATORS, type Indicator } from '../domain/publication/indicators';
import { periodsBetween, type Period } from '../domain/publication/period';
import { cellKey } from '../domain/publication/published';
import type { CountedCell } from '../domain/publication/table-cells';
import { refreshCube } from '../infra/cube';
import { countCells } from '../infra/publication/count-cells';
import { protectInThread, type ProtectJob } from '../infra/publication/protect-thread';
import { countedDays, publishedTables, readCells, writeTable } from '../infra/publication/published-rows';

/** Seconds that a table is looked at for hiding less; what is hidden then is safe all the same. */
const SECONDS_A_TABLE = 120;

/** A table that was published. */
export interface TablePublished {
  readonly programme: string;
  readonly indicator: string;
  readonly period: string;
  readonly rows: number;
  readonly hidden: number;
  readonly hiddenForOthers: number;
  readonly gap: number;
  /** It could not be shown safely at all. */
  readonly isRefused: boolean;
}

interface DueTable {
  readonly indicator: Indicator;
  readonly period: Period;
}

/**
 * Publishes what has become complete: of each indicator and closed period one table, protected together, once and for all.
 * Publishing again does what is new; a figure that has been published never changes.
 */
export class PublishTables {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async run(
    programme: string,
    actor: Actor,
    onPublished: (table: TablePublished) => void = () => undefined,
  ): Promise<TablePublished[]> {
    await this.databases.transaction('kallelse_publisher', refreshCube);
    const published: TablePublished[] = [];
    for (const due of await this.due(programme)) {
      const table = await this.publish(programme, due, actor);
      if (!table) continue;
      published.push(table);
      onPublished(table);
    }
    return published;
  }

  /** Publishes one table of whichever programme has one to be published. */
  async next(actor: Actor): Promise<void> {
    await this.databases.transaction('kallelse_publisher', refreshCube);
    for (const programme of await this.programmes())
      for (const due of await this.due(programme)) if (await this.publish(programme, due, actor)) return;
  }

  private async programmes(): Promise<string[]> {
    const rows = await this.databases.query<{ programme: string }>(
      'kallelse_publisher',
      'SELECT DISTINCT programme FROM analytics.population_snapshots ORDER BY 1',
    );
    return rows.map(({ programme }) => programme);
  }

  /** What is complete and not published, in the order in which it is protected. */
  private async due(programme: string): Promise<DueTable[]> {
    return this.databases.transaction('kallelse_publisher', async (tx) => {
      const date = today(this.clock);
      const counted = await countedDays(tx, programme);
      if (!counted) return [];
      const done = await publishedTables(tx, programme);
      return periodsBetween(counted.first, date).flatMap((period) =>
        INDICATORS.filter((indicator) => {
          if (done.has(`${indicator.id} ${period.name}`)) return false;
          if (indicator.source === 'population') return counted.populations.includes(period.last);
          return toDay(period.last) + indicator.matureAfterDays <= toDay(date);
        }).map((indicator) => ({ indicator, period })),
      );
    });
  }

  private async publish(
    programme: string,
    { indicator, period }: DueTable,
    actor: Actor,
  ): Promise<TablePublished | undefined> {
    const { rows, job } = await this.databases.transaction(
      'kallelse_publisher',
      async (tx) => {
        const counted = await countCells(tx, programme, indicator, period);
        const done = await publishedTables(tx, programme);
        const before = done.get(`${earlierOf(indicator)} ${period.name}`);
        const earlier = before === undefined ? [] : await readCells(tx, before);
        return { rows: counted, job: jobOf(counted, new Map(earlier.map((cell) => [cellKey(cell), cell]))) };
      },
      'REPEATABLE READ',
    );
    if (rows.length === 0) return undefined;
    const protection = await protectInThread(job);
    const publishedAt = this.clock.now();
    const table = { programme, indicator: indicator.id, period: period.name };
    const isNew = await this.databases.transaction('kallelse_publisher', (tx) =>
      writeTable(tx, { ...table, publishedAt, rows, protection }),
    );
    if (!isNew) return undefined;
    await this.audit.record({
      actor,
      action: 'participation.publish',
      subject: [programme, indicator.id, period.name].join(' '),
    });
    return {
      ...table,
      rows: rows.length,
      hidden: protection.hidden.length,
      hiddenForOthers: protection.secondary,
      gap: protection.gap,
      isRefused: protection.exposed > 0,
    };
  }
}

/** The table of the same people with a shorter time, whose numerators are known when this one is read. */
function earlierOf({ id }: Indicator): string {
  return id === 'participation-12' ? 'participation-6' : id === 'participation-6' ? 'participation-3' : '';
}

function jobOf(
  rows: readonly CountedCell[],
  earlier: ReadonlyMap<string, { readonly numerator: number | null; readonly suppressed: boolean }>,
): ProtectJob {
  const found = rows.map((row) => earlier.get(cellKey(row)));
  return {
    rows,
    earlier: found.map((cell) => cell?.numerator ?? null),
    hiddenBefore: found.flatMap((cell, i) => (cell?.suppressed === true ? [i] : [])),
    seconds: SECONDS_A_TABLE,
  };
}
