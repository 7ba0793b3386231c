import { type Databases } from './databases';
import { type Role } from './roles';

/** Settings that decide how fast statements run. */
const TOLD = [
  ...['shared_buffers', 'effective_cache_size', 'work_mem', 'maintenance_work_mem', 'max_wal_size'],
  ...[
    'max_parallel_workers_per_gather',
    'random_page_cost',
    'jit',
    'wal_level',
    'fsync',
    'synchronous_commit',
  ],
] as const;

/** What a measurement says of the server it was taken on. */
export interface ServerFacts {
  /** As `18.1`. */
  readonly version: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** The server's version and the settings that matter for speed, as they hold for a role. */
export async function serverFacts(databases: Databases, role: Role): Promise<ServerFacts> {
  const [row] = await databases.query<ServerFacts>(
    role,
    `SELECT current_setting('server_version') AS version, jsonb_object_agg(name, current_setting(name)) AS settings
     FROM unnest($1::text[]) AS name`,
    [TOLD],
  );
  if (!row) throw new Error('the server told nothing');
  return row;
}
