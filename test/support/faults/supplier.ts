import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { SupplierOfTests } from '../print-supplier';
import { publishedRuns } from '../sent-pieces';

/** A print supplier with a server of its own, that takes every run as soon as it stands there and counts its letters. */
export class Supplier {
  /** Dispatch ids of the letters it has got, once for each letter. */
  readonly letters: number[] = [];
  private isOpen = true;
  private readonly working: Promise<void>;

  private constructor(readonly server: SupplierOfTests) {
    this.working = this.work();
  }

  static async start(): Promise<Supplier> {
    return new Supplier(await SupplierOfTests.start());
  }

  /** Takes what is left and goes. */
  async close(): Promise<void> {
    this.isOpen = false;
    await this.working;
    this.take();
    await this.server.stop();
  }

  /** Counts the runs that it has taken. */
  take(): void {
    for (const { folder, letters } of publishedRuns(this.server.takenFolder)) {
      this.letters.push(...letters.map(({ dispatchId }) => dispatchId));
      rmSync(folder, { recursive: true });
    }
  }

  /** Runs that it has been shown and that are not whole. */
  get unfinished(): string[] {
    return this.server.shown();
  }

  private async work(): Promise<void> {
    while (this.isOpen) {
      this.take();
      await delay(30);
    }
  }
}
