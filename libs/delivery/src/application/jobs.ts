import { defineJob } from '@kallelse/platform';

/** Work a chunk: send its contacts, or write its print run. The generation makes a later try a job of its own. */
export const WORK_CHUNK = defineJob({
  queue: 'delivery',
  name: 'work-chunk',
  payload: { chunk: 'integer', generation: 'integer' },
  id: ({ chunk, generation }) => `chunk-${chunk}.${generation}`,
});
