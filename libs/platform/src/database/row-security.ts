import { type MigrationContext } from './migration';
import { OWNER, type Role } from './roles';

/** What a role may do to a table's rows. */
export type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** A grant; `using` and `check` narrow it to rows, SQL conditions on the table's columns. */
export interface RowGrant {
  readonly privileges: readonly Privilege[];
  /** Which rows the role sees, changes and deletes. Default all. */
  readonly using?: string;
  /** Which rows the role may write. Default those of `using`. */
  readonly check?: string;
  /** Only these columns, for SELECT, INSERT and UPDATE. Default all. */
  readonly columns?: readonly string[];
}

/** Which role may do what; a plain list of privileges means all rows. */
export type Grants = Partial<Record<Role, readonly Privilege[] | RowGrant>>;

/**
 * Closes a table and opens it to the roles named: grants, row-level security that binds the owner too, and one policy
 * per role. A role that is not named gets nothing; and a role that is granted something later without a policy still
 * sees no row. The owner keeps a policy, for migrations of data and for SECURITY DEFINER functions.
 */
export async function protectTable(db: MigrationContext, table: string, grants: Grants): Promise<void> {
  const name = table.split('.').at(-1) ?? table;
  await db.sql(`REVOKE ALL ON TABLE ${table} FROM PUBLIC`);
  await db.sql(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  await db.sql(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await db.sql(`CREATE POLICY ${name}_${OWNER} ON ${table} TO ${OWNER} USING (true) WITH CHECK (true)`);
  for (const [role, given] of Object.entries(grants)) {
    const grant: RowGrant = 'privileges' in given ? given : { privileges: given };
    await db.sql(`GRANT ${privilegeList(grant)} ON TABLE ${table} TO ${role}`);
    await db.sql(`CREATE POLICY ${name}_${role} ON ${table} ${policyBody(role, grant)}`);
  }
}

/**
 * Opens a staging table to the one role that fills it. COPY FROM does not work on a table with row-level security, so a
 * staging table has none; its name must end in `_staging`, by which the drift check knows it.
 */
export async function openStagingTable(db: MigrationContext, table: string, role: Role): Promise<void> {
  if (!table.endsWith('_staging'))
    throw new Error(`${table} is a staging table, its name must end in _staging`);
  await db.sql(`REVOKE ALL ON TABLE ${table} FROM PUBLIC`);
  await db.sql(`GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLE ${table} TO ${role}`);
}

/** Opens a view: it reads with the rights of who asks, so the policies of its tables hold. */
export async function openView(db: MigrationContext, view: string, roles: readonly Role[]): Promise<void> {
  await db.sql(`ALTER VIEW ${view} SET (security_invoker = true)`);
  await db.sql(`REVOKE ALL ON ${view} FROM PUBLIC`);
  for (const role of roles) await db.sql(`GRANT SELECT ON ${view} TO ${role}`);
}

function privilegeList({ privileges, columns }: RowGrant): string {
  if (!columns) return privileges.join(', ');
  const list = columns.join(', ');
  return privileges.map((one) => (one === 'DELETE' ? one : `${one} (${list})`)).join(', ');
}

/** A policy for one command where the role has one only, else for all; what was not granted stays forbidden. */
function policyBody(role: string, { privileges, using = 'true', check }: RowGrant): string {
  const only = privileges.length === 1 ? privileges[0] : undefined;
  const writes = privileges.some((one) => one === 'INSERT' || one === 'UPDATE');
  const seen = only === 'INSERT' ? '' : ` USING (${using})`;
  const written = writes ? ` WITH CHECK (${check ?? using})` : '';
  return `FOR ${only ?? 'ALL'} TO ${role}${seen}${written}`;
}
