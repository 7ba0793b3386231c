import type { EntityManager } from 'typeorm';

/** What is paused for a batch: all of it, or some of its channels. */
export interface Pauses {
  readonly isPaused: boolean;
  readonly channels: readonly string[];
}

/** Reads the sending switch for a batch, in the gate's transaction. */
export async function readPauses(tx: EntityManager, batchId: number): Promise<Pauses> {
  const rows = await tx.query<{ scope: string; value: string }[]>(
    `SELECT scope, value FROM screening.sending_pauses AS pause WHERE resumed_at IS NULL AND (
       scope IN ('everything', 'channel') OR (scope = 'batch' AND value = $1::text)
       OR (scope = 'programme' AND value = (SELECT programme FROM screening.batches WHERE id = $1::bigint)))`,
    [batchId],
  );
  return {
    isPaused: rows.some(({ scope }) => scope !== 'channel'),
    channels: rows.flatMap(({ scope, value }) => (scope === 'channel' ? [value] : [])),
  };
}
