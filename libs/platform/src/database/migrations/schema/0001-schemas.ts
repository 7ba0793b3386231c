import { migration } from '../../migration';
import { type Role } from '../../roles';

/** Who may name objects of a schema at all; rights on its tables are given with each table. */
const USAGE: Readonly<Record<string, readonly Role[]>> = {
  identity: ['kallelse_import', 'kallelse_delivery', 'kallelse_app'],
  screening: [
    'kallelse_import',
    'kallelse_selection',
    'kallelse_generate',
    'kallelse_delivery',
    'kallelse_app',
  ],
  analytics: [
    'kallelse_import',
    'kallelse_selection',
    'kallelse_generate',
    'kallelse_delivery',
    'kallelse_app',
    'kallelse_publisher',
    'kallelse_analyst',
  ],
  audit: ['kallelse_audit', 'kallelse_app'],
  queue: ['kallelse_queue'],
};

/** The five schemas. The roles are there already: who runs migrations makes them first (provision). */
export const schemas = migration(1, 'schemas', async (db) => {
  for (const [schema, roles] of Object.entries(USAGE)) {
    await db.sql(`CREATE SCHEMA ${schema}`);
    await db.sql(`GRANT USAGE ON SCHEMA ${schema} TO ${roles.join(', ')}`);
  }
  // A function is open to everyone unless this is said: deny by default, as with tables.
  await db.sql('ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC');
  // The readiness check of a running process asks what has been migrated.
  await db.sql('GRANT SELECT ON public.migrations TO kallelse_app');
});
