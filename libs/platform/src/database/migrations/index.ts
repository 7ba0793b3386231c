import { type Migration } from '../migration';
import { schemas } from './schema/0001-schemas';
import { queueSchema } from './schema/0002-queue-schema-11';

/** Every migration, in the order of their numbers: 1, 2, 3 … without a gap, `schema` and `data` in one line. */
export const MIGRATIONS: readonly Migration[] = [schemas, queueSchema];
