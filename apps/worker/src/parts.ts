import { type PlatformParts } from '@kallelse/platform';

/** Everything the libs hand to the platform, in one list for the api, the worker and the command line. */
export const parts: PlatformParts = {
  entities: [],
  jobs: [],
};
