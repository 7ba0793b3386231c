import type { Actor, AuditLog } from '@kallelse/access';
import type { KitCheck } from '@kallelse/eligibility';
import { plainDate, ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import {
  beginImport,
  earlierImport,
  finishImport,
  lockImports,
  readTable,
  RejectedFile,
  type Rejection,
  type TableRow,
} from '@kallelse/population';
import { basename } from 'node:path';
import type { EntityManager } from 'typeorm';
import { couplingFault, type Coupling, type OrderStand } from '../../domain/kits/coupling';

/** What a file of couplings brought. */
export interface CouplingSummary {
  readonly rows: number;
  readonly coupled: number;
  /** Of these, posted. */
  readonly posted: number;
  /** Told before. */
  readonly known: number;
}

const COLUMNS = {
  order: { kind: 'number', required: true, min: 1, max: Number.MAX_SAFE_INTEGER, whole: true },
  kit: { kind: 'text', required: true },
  lot: { kind: 'text', required: true },
  best_before: { kind: 'date', required: true },
  posted_on: { kind: 'date' },
} as const;
const BAD_LINES = 3;

interface ReadCoupling extends Coupling {
  readonly row: number;
}

/**
 * Takes the supplier's file of which kit it packed for which order: CSV `order,kit,lot,best_before,posted_on`. All of it or
 * nothing: a kit coupled with the wrong order gives somebody the answer of another, and one wrong line says that lines may
 * have slipped. The same file again is nothing new.
 */
export class CoupleKits {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** @throws ProblemError COUPLINGS_REFUSED when a row is wrong; all wrong rows stand in FILE.rejected.csv */
  async run(path: string, actor: Actor): Promise<CouplingSummary> {
    const rejectedFile = new RejectedFile(path);
    try {
      const summary = await this.databases.transaction('kallelse_import', (tx) =>
        this.take(tx, path, actor, rejectedFile),
      );
      await rejectedFile.putInPlace();
      return summary;
    } catch (error) {
      if (error instanceof Refused) throw await refusal(error, path, rejectedFile);
      await rejectedFile.discard();
      throw error;
    }
  }

  private async take(
    tx: EntityManager,
    path: string,
    actor: Actor,
    rejectedFile: RejectedFile,
  ): Promise<CouplingSummary> {
    await lockImports(tx);
    const table = await readTable(path, COLUMNS, rejectedFile);
    const couplings = table.rows.map(({ number, cells }) => readCoupling(number, cells));
    const earlier = await earlierImport(tx, 'couplings', table.sha256, undefined);
    if (earlier !== undefined) return { rows: table.read, coupled: 0, posted: 0, known: couplings.length };
    const orders = await readOrders(tx, couplings);
    const faults = await this.faultsOf(tx, couplings, orders);
    await rejectedFile.add(faults);
    if (faults.length + table.rejected > 0)
      throw new Refused(new Set(faults.map(({ row }) => row)).size + table.rejected, table.read);
    const fresh = couplings.filter(({ order }) => orders.get(order)?.kit === null);
    const read = { name: basename(path), rows: table.read, sha256: table.sha256 };
    const now = this.clock.now();
    const importId = await beginImport(tx, 'couplings', read, {
      sequence: undefined,
      by: actor.user,
      at: now,
    });
    await couple(tx, fresh, importId, now);
    const posted = fresh.filter(({ postedOn }) => postedOn !== undefined).length;
    const summary = {
      ...{ rows: table.read, coupled: fresh.length, posted },
      known: couplings.length - fresh.length,
    };
    await finishImport(tx, importId, { ...summary, rejected: 0 });
    await this.audit.record({
      actor,
      action: 'import.couplings',
      subject: `import ${importId}`,
      details: { ...summary, sha256: table.sha256 },
    });
    return summary;
  }

  private async faultsOf(
    tx: EntityManager,
    couplings: readonly ReadCoupling[],
    orders: ReadonlyMap<number, OrderStand>,
  ): Promise<Rejection[]> {
    const used = await readUsed(tx, couplings);
    const [seenOrders, seenKits] = [new Set<number>(), new Set<string>()];
    const date = today(this.clock);
    return couplings.flatMap((coupling) => {
      const { row, order, kit } = coupling;
      const fault = seenOrders.has(order)
        ? { column: 'order', code: 'order-repeated' }
        : seenKits.has(kit)
          ? { column: 'kit', code: 'kit-repeated' }
          : couplingFault(coupling, orders.get(order), used, date);
      seenOrders.add(order);
      seenKits.add(kit);
      return fault ? [{ row, ...fault }] : [];
    });
  }
}

/** Some rows are wrong; undoes what the transaction has done. */
class Refused extends Error {
  constructor(
    readonly wrong: number,
    readonly rows: number,
  ) {
    super('COUPLINGS_REFUSED');
  }
}

async function refusal({ wrong, rows }: Refused, path: string, file: RejectedFile): Promise<ProblemError> {
  await file.close();
  const placed = await file.putInPlace();
  return new ProblemError(
    'COUPLINGS_REFUSED',
    `${wrong} of the ${rows} rows of ${basename(path)} are wrong, so nothing of it was taken`,
    {
      fix: `see ${placed ?? path}; have the supplier look at the whole file, and import it again when it is right`,
      exitCode: BAD_LINES,
    },
  );
}

function readCoupling(row: number, cells: TableRow): ReadCoupling {
  const text = (name: string): string => cells[name] ?? '';
  const posted = cells['posted_on'];
  return {
    row,
    order: Number(cells['order']),
    kit: text('kit'),
    lot: text('lot'),
    bestBefore: plainDate(text('best_before')),
    postedOn: posted === undefined ? undefined : plainDate(posted),
  };
}

async function readOrders(
  tx: EntityManager,
  couplings: readonly Coupling[],
): Promise<Map<number, OrderStand>> {
  const rows = await tx.query<
    {
      id: number;
      state: string;
      code_check: KitCheck | null;
      usable_until: PlainDate | null;
      listed_on: PlainDate | null;
      kit: string | null;
    }[]
  >(
    `SELECT kit_order.id, kit_order.state, code_check, usable_until, listed_on, kit.id AS kit FROM screening.kit_orders AS kit_order
     LEFT JOIN screening.kits AS kit ON kit.order_id = kit_order.id WHERE kit_order.id = ANY ($1::bigint[]) ORDER BY kit_order.id FOR UPDATE OF kit_order`,
    [couplings.map(({ order }) => order)],
  );
  return new Map(
    rows.map(({ id, state, code_check: check, usable_until: usableUntil, listed_on: listedOn, kit }) => [
      id,
      { state, check, usableUntil, listedOn, kit },
    ]),
  );
}

async function readUsed(tx: EntityManager, couplings: readonly Coupling[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; order_id: number }[]>(
    'SELECT id, order_id FROM screening.kits WHERE id = ANY ($1::text[])',
    [couplings.map(({ kit }) => kit)],
  );
  return new Map(rows.map(({ id, order_id: order }) => [id, order]));
}

async function couple(
  tx: EntityManager,
  couplings: readonly Coupling[],
  importId: number,
  now: Date,
): Promise<void> {
  const rows = JSON.stringify(
    couplings.map(({ order, kit, lot, bestBefore, postedOn }) => ({
      ...{ order, kit, lot },
      best_before: bestBefore,
      posted_on: postedOn ?? null,
    })),
  );
  const GIVEN =
    'jsonb_to_recordset($1::jsonb) AS given("order" bigint, kit text, lot text, best_before date, posted_on date)';
  await tx.query(
    `INSERT INTO screening.kits (id, order_id, lot, best_before, import_id, coupled_at)
     SELECT kit, "order", lot, best_before, $2, $3 FROM ${GIVEN}`,
    [rows, importId, now],
  );
  await tx.query(
    `UPDATE screening.kit_orders SET state = 'packed', changed_at = $2 FROM ${GIVEN} WHERE id = given."order" AND state = 'listed'`,
    [rows, now],
  );
  // Also one that was to be stopped and has gone all the same.
  await tx.query(
    `UPDATE screening.kit_orders SET state = 'sent', reason = NULL, posted_on = given.posted_on, changed_at = $2 FROM ${GIVEN}
     WHERE id = given."order" AND given.posted_on IS NOT NULL AND state IN ('packed', 'cancelled')`,
    [rows, now],
  );
}
