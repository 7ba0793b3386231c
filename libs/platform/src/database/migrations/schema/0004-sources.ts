import { migration, type MigrationContext } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * Every dated source of a decision: append-only and bitemporal. A correction supersedes a row and adds another with the
 * same `seq`, the order of first import. Columns as the rule engine reads them (eligibility, SOURCE_TABLES).
 */
export const sources = migration(4, 'sources', async (db) => {
  await db.sql(`
    CREATE TABLE screening.imports (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind text NOT NULL,
      sha256 text NOT NULL,
      sequence bigint,
      summary jsonb NOT NULL DEFAULT '{}',
      imported_by text NOT NULL,
      imported_at timestamptz NOT NULL
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX imports_file ON screening.imports (kind, sha256, sequence) NULLS NOT DISTINCT`,
  );
  await db.sql(`
    CREATE TABLE screening.residencies (
      seq bigint NOT NULL DEFAULT nextval('screening.source_seq'),
      resident_id bigint NOT NULL,
      birth_date date NOT NULL,
      from_date date, until_date date,
      status text NOT NULL CHECK (status IN ('registered', 'emigrated', 'deceased', 'missing', 'deregistered')),
      status_date date,
      since date, region text, municipality text, district text, area_type int,
      recorded date,
      import_id bigint NOT NULL,
      recorded_at timestamptz NOT NULL,
      superseded_at timestamptz
    )`);
  await db.sql(`
    CREATE UNIQUE INDEX residencies_known ON screening.residencies (resident_id, from_date) NULLS NOT DISTINCT
      WHERE superseded_at IS NULL`);
  await db.sql(
    `CREATE INDEX residencies_former ON screening.residencies (resident_id) WHERE superseded_at IS NOT NULL`,
  );

  await objectTable(
    db,
    'organ_statements',
    `present text[] NOT NULL DEFAULT '{}', absent text[] NOT NULL DEFAULT '{}',
     source text NOT NULL CHECK (source IN ('self', 'clinic', 'screening-event', 'presumed')),
     effective date NOT NULL, withdrawn date, recorded date,
     CONSTRAINT organ_statements_one_state CHECK (NOT present && absent AND cardinality(present || absent) > 0)`,
  );
  await objectTable(
    db,
    'opt_outs',
    `programme text NOT NULL, kind text NOT NULL CHECK (kind IN ('permanent', 'until', 'episode')),
     from_date date NOT NULL, until_date date, revoked date,
     CONSTRAINT opt_outs_until CHECK ((kind = 'until') = (until_date IS NOT NULL))`,
  );
  await objectTable(
    db,
    'events',
    `programme text,
     type text NOT NULL CHECK (type IN ('test', 'invitation', 'control-list', 'care', 'deferral', 'booking', 'episode', 'enquiry')),
     from_date date NOT NULL, until_date date, method text, result text, value float8, list text,
     CONSTRAINT events_programme CHECK (programme IS NOT NULL OR type = 'enquiry')`,
  );
  await objectTable(
    db,
    'attributes',
    `name text NOT NULL, value jsonb, from_date date, until_date date, recorded date`,
  );
  await objectTable(
    db,
    'manual_routes',
    `programme text NOT NULL, kind text NOT NULL CHECK (kind IN ('include', 'hold', 'exclude')), code text NOT NULL,
     from_date date NOT NULL, until_date date, place int NOT NULL`,
  );
  await objectTable(
    db,
    'preferences',
    `name text NOT NULL CHECK (name IN ('language', 'format', 'channel')), value text, recorded date`,
  );

  // Two residents found to be one, and what was moved, so that it can be undone. 'holder_id': the one of the two whose
  // number is the present one.
  await db.sql(`
    CREATE TABLE screening.resident_merges (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      survivor_id bigint NOT NULL,
      absorbed_id bigint NOT NULL,
      holder_id bigint NOT NULL,
      moved jsonb NOT NULL DEFAULT '{}',
      import_id bigint NOT NULL,
      merged_at timestamptz NOT NULL,
      split_at timestamptz,
      split_by text,
      CHECK (survivor_id <> absorbed_id AND holder_id IN (survivor_id, absorbed_id))
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX resident_merges_absorbed ON screening.resident_merges (absorbed_id) WHERE split_at IS NULL`,
  );

  // What somebody has to look at; no personal data, the resident by internal id.
  await db.sql(`
    CREATE TABLE screening.exceptions (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind text NOT NULL,
      subject text NOT NULL,
      resident_id bigint,
      details jsonb NOT NULL DEFAULT '{}',
      raised_at timestamptz NOT NULL,
      resolved_at timestamptz,
      resolved_by text
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX exceptions_open ON screening.exceptions (kind, subject) WHERE resolved_at IS NULL`,
  );

  await protectTable(db, 'screening.imports', { kallelse_import: ['SELECT', 'INSERT', 'UPDATE'] });
  const readers = { kallelse_selection: ['SELECT'], kallelse_delivery: ['SELECT'] } as const;
  await protectTable(db, 'screening.residencies', {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_generate: ['SELECT'],
    ...readers,
  });
  await protectTable(db, 'screening.resident_merges', {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_generate: ['SELECT'],
    ...readers,
  });
  await protectTable(db, 'screening.exceptions', {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_generate: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_delivery: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_selection: ['SELECT'],
  });
});

/** A source of objects that files may send again: same `ref`, or else same content, is the same object. */
async function objectTable(db: MigrationContext, table: string, columns: string): Promise<void> {
  await db.sql(`
    CREATE TABLE screening.${table} (
      seq bigint NOT NULL DEFAULT nextval('screening.source_seq'),
      resident_id bigint NOT NULL,
      ${columns},
      ref text,
      fingerprint bytea NOT NULL,
      import_id bigint,
      recorded_at timestamptz NOT NULL,
      superseded_at timestamptz
    )`);
  await db.sql(`
    CREATE UNIQUE INDEX ${table}_known ON screening.${table} (resident_id, fingerprint) WHERE superseded_at IS NULL`);
  await db.sql(
    `CREATE INDEX ${table}_former ON screening.${table} (resident_id) WHERE superseded_at IS NOT NULL`,
  );
  await db.sql(
    `CREATE UNIQUE INDEX ${table}_ref ON screening.${table} (ref) WHERE ref IS NOT NULL AND superseded_at IS NULL`,
  );
  await db.sql(
    `CREATE INDEX ${table}_former_ref ON screening.${table} (ref) WHERE ref IS NOT NULL AND superseded_at IS NOT NULL`,
  );
  await protectTable(db, `screening.${table}`, {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_selection: ['SELECT'],
    kallelse_delivery: ['SELECT'],
    // Rounds append their own invitation, episode and enquiry events.
    kallelse_generate: table === 'events' ? ['SELECT', 'INSERT', 'UPDATE'] : ['SELECT'],
  });
}
