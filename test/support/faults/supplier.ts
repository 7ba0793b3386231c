import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isOutreach, publishedRuns } from '../sent-pieces';

/** A print supplier that takes every run as soon as its marker stands there, and empties the folder. */
export class Supplier {
  /** Dispatch ids of the letters it has got, once for each letter. */
  readonly letters: number[] = [];
  private isOpen = true;
  private readonly working: Promise<void>;

  constructor(private readonly printFolder: string) {
    this.working = this.work();
  }

  /** Takes what is left and goes. */
  async close(): Promise<void> {
    this.isOpen = false;
    await this.working;
    this.take();
  }

  /** Takes the runs that are ready. */
  take(): void {
    for (const { run, letters } of publishedRuns(this.printFolder)) {
      this.letters.push(...letters.map(({ dispatchId }) => dispatchId));
      rmSync(join(this.printFolder, run), { recursive: true });
    }
  }

  /** Runs that are not ready yet. */
  get unfinished(): string[] {
    return existsSync(this.printFolder)
      ? readdirSync(this.printFolder).filter((name) => !isOutreach(name))
      : [];
  }

  private async work(): Promise<void> {
    while (this.isOpen) {
      this.take();
      await delay(30);
    }
  }
}
