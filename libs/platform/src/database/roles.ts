import { createHmac } from 'node:crypto';

/** The database roles, and what each is for; what they may do stands in the migrations. */
export const ROLES = [
  'kallelse_migrate', // owns and migrates; serves no request
  'kallelse_import', // writes identity and sources
  'kallelse_selection', // reads facts and reach; nothing in identity
  'kallelse_generate', // writes episodes, contacts, batches; nothing in identity
  'kallelse_delivery', // reads the identity of whom it sends to; writes dispatches
  'kallelse_app', // the api, by region
  'kallelse_publisher', // from the cube to published tables
  'kallelse_analyst', // reads published tables only
  'kallelse_audit', // inserts into the audit log
  'kallelse_queue', // the queue's own schema, for BullMQ
] as const;

/** A login role of the database, with its own connections. */
export type Role = (typeof ROLES)[number];

/** The role that owns every schema and table. */
export const OWNER: Role = 'kallelse_migrate';

/** Every process derives the same password from the one secret, so none is ever stored or passed around. */
export function rolePassword(secret: string, role: Role): string {
  return createHmac('sha256', secret).update(role).digest('base64url');
}
