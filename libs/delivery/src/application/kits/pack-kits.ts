import { csvText, sha256, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import {
  ADDRESS_COLUMNS,
  PACKING_COLUMNS,
  STOP_COLUMNS,
  type OrderToPack,
  type PackingManifest,
} from '../../domain/kits/packing';
import { listOrders, stoppedOrders } from '../../infra/kits/packing-rows';
import { leaveRun, sealPacking, takeRun, type OpenRun } from '../../infra/kits/packing-runs';
import type { PrintFolder } from '../../infra/print/print-folder';

/** A file for the supplier that has been handed over. */
export interface PackedRun {
  readonly id: string;
  readonly kind: 'packing' | 'stop';
  readonly orders: number;
  /** Where it lies. */
  readonly path: string;
}

/**
 * Tells the supplier which kits to pack, and which not to send any more. As with letters, membership is sealed, files are
 * written apart, and what the rows say is committed before the one rename by which a run becomes visible: run again,
 * also after a crash at any point, it goes on where it stopped, and no order stands in two files.
 */
export class PackKits {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly folder: PrintFolder,
  ) {}

  /** @returns the runs that were handed over now */
  async run(): Promise<PackedRun[]> {
    await this.databases.transaction('kallelse_delivery', (tx) =>
      sealPacking(tx, this.clock.now(), today(this.clock)),
    );
    const packed: PackedRun[] = [];
    for (;;) {
      const id = await this.databases.transaction('kallelse_delivery', (tx) => this.write(tx));
      if (id === undefined) return packed;
      const run = await this.databases.transaction('kallelse_delivery', (tx) => this.publish(tx, id));
      if (run) packed.push(run);
      await this.folder.tidy(id);
    }
  }

  /** Writes the files of the next run and lists its orders. */
  private async write(tx: EntityManager): Promise<string | undefined> {
    const run = await takeRun(tx);
    if (run?.state !== 'sealed') return run?.id;
    const fence = (run.publish_fence ?? 0) + 1;
    const work = await this.folder.begin(run.id, fence);
    const { orders, ...file } =
      run.kind === 'stop' ? await stopFile(tx, run) : await this.packingFile(tx, run);
    if (orders > 0) await this.writeFiles(run, work, file, orders);
    await tx.query(
      `UPDATE screening.packing_runs SET state = $2, publish_fence = $3, orders = $4, written_at = $5 WHERE id = $1`,
      [run.id, orders > 0 ? 'publishing' : 'written', fence, orders, orders > 0 ? null : this.clock.now()],
    );
    return run.id;
  }

  private async packingFile(tx: EntityManager, run: OpenRun) {
    await leaveRun(tx, run);
    const orders = await listOrders(tx, run.id, this.clock.now(), today(this.clock));
    const isMediated = run.stream === 'mediated';
    const columns = [...PACKING_COLUMNS, ...(isMediated ? ['number'] : ADDRESS_COLUMNS)];
    const rows = orders.map((order) => packingRow(order, isMediated));
    return { name: 'packing.csv', text: csvText(columns, rows), orders: orders.length };
  }

  private async writeFiles(
    run: OpenRun,
    work: string,
    { name, text }: { readonly name: string; readonly text: string },
    orders: number,
  ): Promise<void> {
    const files = [{ name, sha256: sha256(text), bytes: Buffer.byteLength(text) }];
    const manifest: PackingManifest = { run: run.id, kind: run.kind, date: run.run_date, orders, files };
    await this.folder.write(run.id, work, name, text);
    await this.folder.write(run.id, work, 'manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
    await this.folder.sync(run.id, work);
  }

  private async publish(tx: EntityManager, id: string): Promise<PackedRun | undefined> {
    const run = await takeRun(tx, id);
    if (!run || run.publish_fence === null) return undefined;
    await this.folder.publish(id, run.publish_fence);
    const [rows] = await tx.query<[{ orders: number }[], number]>(
      `UPDATE screening.packing_runs SET state = 'written', written_at = $2 WHERE id = $1 RETURNING orders`,
      [id, this.clock.now()],
    );
    return { id, kind: run.kind, orders: rows[0]?.orders ?? 0, path: this.folder.pathOf(id) };
  }
}

async function stopFile(tx: EntityManager, run: OpenRun) {
  const orders = await stoppedOrders(tx, run.id);
  const rows = orders.map(({ order, kit }) => [order, kit]);
  return { name: 'stop.csv', text: csvText(STOP_COLUMNS, rows), orders: orders.length };
}

function packingRow(order: OrderToPack, isMediated: boolean): (string | number | null)[] {
  const { order: id, kitType, usableUntil, name, address, number } = order;
  return [id, kitType, usableUntil, name, ...(isMediated ? [number] : address)];
}
