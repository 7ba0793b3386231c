import { createHmac } from 'node:crypto';
import type { Databases } from '../database/databases';

/**
 * What the jobs of one database are kept under in Redis. A job id once used stays used there for a day, so jobs of another
 * installation, or of this database before it was made anew or restored, must not be taken for ours: the name follows
 * the installation's secret and the database's own number.
 */
export async function jobPrefix(databases: Databases, secret: string): Promise<string> {
  const [row] = await databases.query<{ number: number }>(
    'kallelse_app',
    'SELECT oid::bigint AS number FROM pg_database WHERE datname = current_database()',
  );
  const mark = createHmac('sha256', secret).update(`queue of database ${String(row?.number)}`);
  return `kallelse-${mark.digest('hex').slice(0, 12)}`;
}
