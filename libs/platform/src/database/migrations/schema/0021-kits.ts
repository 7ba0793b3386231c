import { migration, type MigrationContext } from '../../migration';
import { protectTable } from '../../row-security';

/** The life of a kit, from its order: which state may follow which. The table is what the database enforces. */
const TRANSITIONS: Readonly<Record<string, readonly string[]>> = {
  ordered: ['listed', 'cancelled'],
  listed: ['packed', 'unusable', 'lost', 'returned', 'cancelled'],
  packed: ['sent', 'analysed', 'unusable', 'expired', 'lost', 'returned', 'cancelled'],
  sent: ['analysed', 'unusable', 'expired', 'lost', 'returned', 'replaced'],
  // A result may be corrected or annulled; a kit that was given up may come to the laboratory all the same.
  analysed: ['unusable', 'sent'],
  unusable: ['replaced', 'analysed', 'sent'],
  expired: ['replaced', 'analysed', 'unusable'],
  lost: ['replaced', 'analysed', 'unusable', 'returned'],
  returned: ['replaced', 'analysed'],
  replaced: ['analysed'],
  // Posted though it was to be stopped, or never packed for an address that is protected now.
  cancelled: ['sent', 'analysed', 'replaced'],
};
const LIVE = `('ordered', 'listed', 'packed', 'sent')`;

/**
 * Kits: an order for each letter that promises one, the files by which the supplier packs and stops them, and the kit that
 * was packed for an order, by the code on it. A replacement is a contact of its own in the same round.
 */
export const kits = migration(21, 'kits', async (db) => {
  await db.sql('ALTER TABLE screening.contacts DROP CONSTRAINT contacts_kind_check');
  await db.sql(`ALTER TABLE screening.contacts ADD CONSTRAINT contacts_kind_check CHECK (kind IN
    ('invitation', 'reminder', 'enquiry', 'confirmation', 'questionnaire', 'correction', 'replacement'))`);
  await orders(db);
  await steps(db);
  await results(db);
  await rights(db);
});

async function orders(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE TABLE screening.packing_runs (
      id text PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('packing', 'stop')),
      batch_id bigint REFERENCES screening.batches (id),
      stream text CHECK (stream IN ('ordinary', 'mediated')),
      run_date date NOT NULL,
      orders int NOT NULL,
      files jsonb,
      state text NOT NULL CHECK (state IN ('sealed', 'publishing', 'written')),
      publish_fence bigint,
      sealed_at timestamptz NOT NULL,
      written_at timestamptz,
      CONSTRAINT packing_runs_kind CHECK ((kind = 'packing') = (batch_id IS NOT NULL) AND (kind = 'packing') = (stream IS NOT NULL))
    )`);
  await db.sql(`CREATE INDEX packing_runs_open ON screening.packing_runs (id) WHERE state <> 'written'`);
  // 'listed_on': in a packing file, so that the supplier must be told of a cancellation.
  await db.sql(`
    CREATE TABLE screening.kit_orders (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      episode_id bigint NOT NULL REFERENCES screening.episodes (id),
      contact_id bigint NOT NULL REFERENCES screening.contacts (id),
      dispatch_id bigint NOT NULL REFERENCES screening.dispatches (id),
      batch_id bigint NOT NULL REFERENCES screening.batches (id),
      programme text NOT NULL,
      kit_type text NOT NULL,
      state text NOT NULL DEFAULT 'ordered',
      reason text,
      ordered_on date NOT NULL,
      run_id text REFERENCES screening.packing_runs (id),
      listed_on date,
      code_check text CHECK (code_check IN ('gs1-mod10', 'iso7064-mod37-36', 'none')),
      usable_until date,
      posted_on date,
      stop_run_id text REFERENCES screening.packing_runs (id),
      result_seq bigint,
      replacement_contact_id bigint UNIQUE REFERENCES screening.contacts (id),
      changed_at timestamptz NOT NULL,
      CONSTRAINT kit_orders_listed CHECK (state IN ('ordered', 'cancelled', 'replaced') OR (listed_on IS NOT NULL AND code_check IS NOT NULL)),
      CONSTRAINT kit_orders_reason CHECK (state IN ${LIVE} OR state = 'analysed' OR reason IS NOT NULL)
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX kit_orders_one_live ON screening.kit_orders (episode_id) WHERE state IN ${LIVE}`,
  );
  await db.sql('CREATE INDEX kit_orders_episode ON screening.kit_orders (episode_id)');
  await db.sql('CREATE INDEX kit_orders_contact ON screening.kit_orders (contact_id)');
  await db.sql('CREATE INDEX kit_orders_dispatch ON screening.kit_orders (dispatch_id)');
  await db.sql('CREATE INDEX kit_orders_run ON screening.kit_orders (run_id) WHERE run_id IS NOT NULL');
  await db.sql(
    `CREATE INDEX kit_orders_waiting ON screening.kit_orders (batch_id) WHERE state = 'ordered' AND run_id IS NULL`,
  );
  await db.sql(
    `CREATE INDEX kit_orders_unsent ON screening.kit_orders (id) WHERE state IN ('ordered', 'listed', 'packed')`,
  );
  await db.sql(
    `CREATE INDEX kit_orders_wanting ON screening.kit_orders (id) WHERE state IN ('lost', 'expired', 'unusable', 'returned')`,
  );
  await db.sql(`
    CREATE INDEX kit_orders_stopped ON screening.kit_orders (id) WHERE state = 'cancelled' AND listed_on IS NOT NULL AND stop_run_id IS NULL`);
  // The code on a kit is used once, for ever; an order is coupled once.
  await db.sql(`
    CREATE TABLE screening.kits (
      id text PRIMARY KEY CHECK (id ~ '^[0-9A-Z][0-9A-Z-]{8,39}$'),
      order_id bigint NOT NULL UNIQUE REFERENCES screening.kit_orders (id),
      lot text NOT NULL,
      best_before date NOT NULL,
      import_id bigint NOT NULL REFERENCES screening.imports (id),
      coupled_at timestamptz NOT NULL
    )`);
  await db.sql('CREATE INDEX kits_lot ON screening.kits (lot)');
}

/** Every writer passes here, set by set: an unknown step fails the whole statement, every step becomes a row. */
async function steps(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE TABLE screening.kit_states (from_state text NOT NULL, to_state text NOT NULL, PRIMARY KEY (from_state, to_state))`);
  for (const [from, states] of Object.entries(TRANSITIONS)) {
    for (const to of states) await db.sql('INSERT INTO screening.kit_states VALUES ($1, $2)', [from, to]);
  }
  await db.sql(`
    CREATE TABLE screening.kit_transitions (
      order_id bigint NOT NULL,
      from_state text,
      to_state text NOT NULL,
      reason text,
      at timestamptz NOT NULL
    )`);
  await db.sql('CREATE INDEX kit_transitions_order ON screening.kit_transitions (order_id)');
  await db.sql(`
    CREATE FUNCTION screening.kit_begins() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM created WHERE state <> 'ordered') THEN
        RAISE EXCEPTION 'a kit begins as ordered' USING ERRCODE = 'check_violation', CONSTRAINT = 'kit_orders_begin_ordered';
      END IF;
      INSERT INTO screening.kit_transitions SELECT id, NULL, state, reason, changed_at FROM created;
      RETURN NULL;
    END $$`);
  await db.sql(`
    CREATE FUNCTION screening.kit_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM before FULL JOIN after USING (id) WHERE before.id IS NULL OR after.id IS NULL) THEN
        RAISE EXCEPTION 'an order keeps its id' USING ERRCODE = 'check_violation', CONSTRAINT = 'kit_orders_id';
      END IF;
      IF EXISTS (
        SELECT 1 FROM before JOIN after USING (id) WHERE before.state <> after.state AND NOT EXISTS (
          SELECT 1 FROM screening.kit_states WHERE from_state = before.state AND to_state = after.state)) THEN
        RAISE EXCEPTION 'a kit cannot take this step' USING ERRCODE = 'check_violation', CONSTRAINT = 'kit_orders_transition';
      END IF;
      IF EXISTS (
        SELECT 1 FROM after WHERE state IN ('packed', 'sent', 'expired') AND NOT EXISTS (
          SELECT 1 FROM screening.kits WHERE order_id = after.id)) THEN
        RAISE EXCEPTION 'no kit is coupled to the order' USING ERRCODE = 'check_violation', CONSTRAINT = 'kit_orders_coupled';
      END IF;
      INSERT INTO screening.kit_transitions
        SELECT id, before.state, after.state, after.reason, after.changed_at FROM before JOIN after USING (id)
        WHERE before.state <> after.state;
      RETURN NULL;
    END $$`);
  await db.sql(`
    CREATE TRIGGER kit_orders_begin AFTER INSERT ON screening.kit_orders REFERENCING NEW TABLE AS created
      FOR EACH STATEMENT EXECUTE FUNCTION screening.kit_begins()`);
  await db.sql(`
    CREATE TRIGGER kit_orders_move AFTER UPDATE ON screening.kit_orders REFERENCING OLD TABLE AS before NEW TABLE AS after
      FOR EACH STATEMENT EXECUTE FUNCTION screening.kit_moves()`);
}

/**
 * The code of the kit that a test was made with; and the tests that may tell of a kit since orders were last brought up to
 * date: reported, corrected or annulled. Written by the change itself, so that settling need not go through all tests.
 */
async function results(db: MigrationContext): Promise<void> {
  await db.sql('ALTER TABLE screening.events ADD COLUMN kit text');
  await db.sql(
    'CREATE INDEX events_kit ON screening.events (kit) WHERE kit IS NOT NULL AND superseded_at IS NULL',
  );
  await db.sql('CREATE TABLE screening.kit_results_in_doubt (seq bigint NOT NULL)');
  await db.sql(`
    CREATE FUNCTION screening.doubt_kit_results() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
    BEGIN
      INSERT INTO screening.kit_results_in_doubt
        SELECT seq FROM changed WHERE type = 'test' AND (kit IS NOT NULL OR result IN ('inadequate', 'unusable'));
      RETURN NULL;
    END $$`);
  for (const [name, change] of [
    ['kit_results_reported', 'INSERT'],
    ['kit_results_corrected', 'UPDATE'],
  ]) {
    await db.sql(`
      CREATE TRIGGER ${name} AFTER ${change} ON screening.events REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION screening.doubt_kit_results()`);
  }
  // A result may come before the supplier has said which kit it packed.
  await db.sql(`
    CREATE FUNCTION screening.doubt_coupled_kits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
    BEGIN
      INSERT INTO screening.kit_results_in_doubt
        SELECT test.seq FROM created JOIN screening.events AS test ON test.kit = created.id AND test.superseded_at IS NULL;
      RETURN NULL;
    END $$`);
  await db.sql(`
    CREATE TRIGGER kits_coupled AFTER INSERT ON screening.kits REFERENCING NEW TABLE AS created
      FOR EACH STATEMENT EXECUTE FUNCTION screening.doubt_coupled_kits()`);
}

async function rights(db: MigrationContext): Promise<void> {
  const all = ['SELECT', 'INSERT', 'UPDATE'] as const;
  await protectTable(db, 'screening.packing_runs', { kallelse_delivery: all, kallelse_app: ['SELECT'] });
  await protectTable(db, 'screening.kit_orders', {
    kallelse_delivery: all,
    kallelse_generate: ['SELECT', 'UPDATE'],
    kallelse_import: ['SELECT', 'UPDATE'],
    kallelse_app: ['SELECT'],
  });
  await protectTable(db, 'screening.kits', {
    kallelse_import: ['SELECT', 'INSERT'],
    kallelse_delivery: ['SELECT'],
    kallelse_generate: ['SELECT'],
    kallelse_app: ['SELECT'],
  });
  await protectTable(db, 'screening.kit_states', {
    kallelse_delivery: ['SELECT'],
    kallelse_app: ['SELECT'],
  });
  await protectTable(db, 'screening.kit_transitions', { kallelse_app: ['SELECT'] });
  await protectTable(db, 'screening.kit_results_in_doubt', { kallelse_generate: ['SELECT', 'DELETE'] });
}
