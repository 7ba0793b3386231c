import { BatchEntity } from '@kallelse/batches';
import { DELIVERY_JOBS } from '@kallelse/delivery';
import { type PlatformParts } from '@kallelse/platform';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';

/** Everything the libs hand to the platform, in one list for the api, the worker and the command line. */
export const parts: PlatformParts = {
  entities: [...PROGRAMME_ENTITIES, BatchEntity],
  jobs: DELIVERY_JOBS,
};
