import type { PlainDate } from '@kallelse/kernel';
import type { RunLint } from '../domain/run-lints';
import type { Databases } from '@kallelse/platform';

/** A print run that has been sealed. */
export interface PrintRun {
  readonly id: string;
  readonly batch: number;
  readonly stream: string;
  readonly letterDate: PlainDate;
  readonly letters: number;
  readonly pages: number | null;
  readonly state: string;
  /** What the supplier may not like of it; it stops nothing. */
  readonly lints: readonly RunLint[];
}

/** Reads print runs, and what has gone by other ways. */
export class PrintRuns {
  constructor(private readonly databases: Databases) {}

  list(): Promise<PrintRun[]> {
    return this.databases.query(
      'kallelse_app',
      `SELECT id, batch_id AS batch, stream, letter_date AS "letterDate", letters, pages, state, lints FROM screening.print_runs ORDER BY sealed_at, id`,
    );
  }

  /** How many messages a digital inbox has taken. */
  async digitalAccepted(): Promise<number> {
    const [row] = await this.databases.query<{ n: number }>(
      'kallelse_app',
      `SELECT count(*) AS n FROM screening.dispatches WHERE channel IN ('1177', 'secure-mailbox') AND state IN ('accepted', 'queued', 'delivered', 'read', 'expired')`,
    );
    return row?.n ?? 0;
  }
}
