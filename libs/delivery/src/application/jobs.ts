import { defineJob } from '@kallelse/platform';

/** The generation makes a later try a job of its own. */
const CHUNK = {
  payload: { chunk: 'integer', generation: 'integer' },
  id: ({ chunk, generation }: { chunk: number; generation: number }) => `chunk-${chunk}.${generation}`,
} as const;

/** Send the contacts of a chunk. */
export const SEND_CHUNK = defineJob({ queue: 'delivery', name: 'send-chunk', ...CHUNK });

/** Write the print run of a chunk. A queue of its own, so that rendering goes on beside sending. */
export const WRITE_RUN = defineJob({ queue: 'print', name: 'write-run', ...CHUNK });

export const DELIVERY_JOBS = [SEND_CHUNK, WRITE_RUN] as const;
