import { migration } from '../../migration';
import { protectTable } from '../../row-security';
import { type Role } from '../../roles';

/** Districts by edition, and units with the districts they serve. */
export const geography = migration(6, 'geography', async (db) => {
  await db.sql(`
    CREATE TABLE analytics.districts (
      code text NOT NULL,
      vintage text NOT NULL,
      level text NOT NULL,
      name text NOT NULL,
      parent text,
      area_type int CHECK (area_type BETWEEN 1 AND 5),
      population int CHECK (population >= 0),
      valid_from date NOT NULL,
      valid_to date,
      geometry jsonb,
      PRIMARY KEY (code, vintage),
      CHECK (valid_to IS NULL OR valid_to >= valid_from)
    )`);
  await db.sql(`
    CREATE TABLE analytics.district_successors (
      old text NOT NULL, new text NOT NULL, share float8 NOT NULL CHECK (share > 0 AND share <= 1),
      PRIMARY KEY (old, new)
    )`);
  await db.sql(`
    CREATE TABLE screening.units (
      id text PRIMARY KEY,
      name text NOT NULL,
      hsa_id text,
      kind text NOT NULL,
      region text NOT NULL,
      visiting_address text, postcode text, city text,
      phone text NOT NULL, hours text, return_address text NOT NULL,
      programmes text[] NOT NULL
    )`);
  await db.sql(`
    CREATE TABLE screening.catchments (
      programme text NOT NULL, district text NOT NULL, unit text NOT NULL REFERENCES screening.units (id),
      from_date date NOT NULL, until_date date,
      PRIMARY KEY (programme, district, from_date)
    )`);
  const readers: Role[] = [
    'kallelse_selection',
    'kallelse_generate',
    'kallelse_delivery',
    'kallelse_publisher',
    'kallelse_app',
  ];
  const writable = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
  for (const table of [
    'analytics.districts',
    'analytics.district_successors',
    'screening.units',
    'screening.catchments',
  ]) {
    const names = table.startsWith('analytics')
      ? readers
      : readers.filter((role) => role !== 'kallelse_publisher');
    const grants = Object.fromEntries(names.map((role) => [role, ['SELECT'] as const]));
    await protectTable(db, table, { kallelse_import: writable, ...grants });
  }
});
