import { OWNER, type Databases } from '@kallelse/platform';

/** Leaves nothing to do for the server's own upkeep, so that it does not run in the middle of a measurement. */
export async function settleFacts(databases: Databases): Promise<void> {
  for (const table of ['screening.resident_facts', 'screening.programme_facts'])
    await databases.query(OWNER, `VACUUM (ANALYZE) ${table}`);
}
