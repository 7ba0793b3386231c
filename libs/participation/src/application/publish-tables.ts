import type { Actor, AuditLog } from '@kallelse/access';
import { ProblemError, today, toDay, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { INDICATORS, type Indicator } from '../domain/publication/indicators';
import { periodsBetween, type Period } from '../domain/publication/period';
import { isShown, type ShownCell } from '../domain/publication/published';
import { cellKey, type CountedCell } from '../domain/publication/table-cells';
import { refreshCube } from '../infra/cube';
import { countCells } from '../infra/publication/count-cells';
import { protectInThread, type EarlierTable, type ProtectJob } from '../infra/publication/protect-thread';
import { countedDays, publishedTables, readCells, writeTable } from '../infra/publication/published-rows';

/** Seconds that a table is looked at for hiding less. */
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

/** A table that was not published, since there was not enough time to be certain that it is safe. */
export class NotInTime extends ProblemError {
  constructor(table: string) {
    super('PROTECTION_NOT_IN_TIME', `${table} could not be protected in time, and is not published`, {
      fix: 'publish again when the machine has less to do; the tables before it are published',
    });
  }
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
  /** What this process could not protect in time. */
  private readonly late = new Set<string>();

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

  /** Publishes one table of whichever programme has one to be published, and had one before. */
  async next(actor: Actor): Promise<void> {
    await this.databases.transaction('kallelse_publisher', refreshCube);
    for (const programme of await this.programmes())
      for (const due of await this.due(programme)) {
        const name = [programme, due.indicator.id, due.period.name].join(' ');
        if (this.late.has(name)) continue;
        // Asked for by a command it is tried again; by itself it would take the time of everything else.
        this.late.add(name);
        const table = await this.publish(programme, due, actor);
        this.late.delete(name);
        if (table) return;
      }
  }

  /** Those that an office has published of. */
  private async programmes(): Promise<string[]> {
    const rows = await this.databases.query<{ programme: string }>(
      'kallelse_publisher',
      'SELECT DISTINCT programme FROM analytics.published_tables ORDER BY 1',
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
    const job = await this.databases.transaction(
      'kallelse_publisher',
      async (tx): Promise<ProtectJob> => ({
        earlier: await this.earlier(tx, programme, { indicator, period }),
        rows: await countCells(tx, programme, indicator, period),
        ...(indicator.smallestTold === undefined ? {} : { smallest: indicator.smallestTold }),
        seconds: SECONDS_A_TABLE,
      }),
      'REPEATABLE READ',
    );
    const { rows } = job;
    if (rows.length === 0) return undefined;
    const protection = await protectInThread(job);
    if (!protection) throw new NotInTime([programme, indicator.id, period.name].join(' '));
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

  /** What is known already of the people of a table: what is shown as it was published, the rest as it is counted now. */
  private async earlier(
    tx: EntityManager,
    programme: string,
    { indicator, period }: DueTable,
  ): Promise<EarlierTable[]> {
    const done = await publishedTables(tx, programme);
    const tables: EarlierTable[] = [];
    for (const part of INDICATORS.filter(({ id }) => indicator.counts?.includes(id))) {
      const table = done.get(`${part.id} ${period.name}`);
      if (table === undefined) continue;
      const published = new Map((await readCells(tx, table)).map((cell) => [cellKey(cell), cell]));
      const counted = await countCells(tx, programme, part, period);
      const shown = counted
        .map((cell) => published.get(cellKey(cell)))
        .map((cell) => (cell && isShown(cell) ? cell : undefined));
      tables.push({
        counts: counted.map((cell, i) => ({ ...cell, ...countsOf(shown[i]) })),
        isShown: shown.map((cell) => cell !== undefined),
      });
    }
    return tables;
  }
}

function countsOf(shown: ShownCell | undefined): Partial<CountedCell> {
  return shown ? { numerator: shown.numerator, denominator: shown.denominator } : {};
}
