import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/** The life of a dispatch: which state may follow which. The table is what the database enforces. */
const TRANSITIONS: Readonly<Record<string, readonly string[]>> = {
  planned: ['rendered', 'suppressed', 'cancelled', 'failed'],
  rendered: ['dispatching', 'suppressed', 'cancelled', 'failed'],
  dispatching: ['handed-over', 'accepted', 'failed', 'unknown'],
  'handed-over': [
    'accepted',
    'printed',
    'posted',
    'delivered',
    'returned',
    'spoiled',
    'failed',
    'expired',
    'cancelled',
  ],
  accepted: ['queued', 'delivered', 'read', 'expired', 'failed'],
  queued: ['delivered', 'expired', 'failed'],
  printed: ['posted', 'spoiled', 'cancelled'],
  posted: ['delivered', 'returned'],
  delivered: ['read', 'returned', 'expired'],
  read: [],
  failed: [],
  returned: [],
  expired: [],
  spoiled: [],
  suppressed: [],
  cancelled: [],
  unknown: ['accepted', 'failed', 'handed-over'],
};

/** Dispatches, the chunks they are worked in, print runs, and the sending switch. */
export const delivery = migration(10, 'delivery', async (db) => {
  await db.sql(`
    CREATE TABLE screening.print_runs (
      id text PRIMARY KEY,
      batch_id bigint NOT NULL REFERENCES screening.batches (id),
      stream text NOT NULL CHECK (stream IN ('paper', 'mediated', 'outreach')),
      letter_date date NOT NULL,
      letters int NOT NULL,
      pages int,
      files jsonb,
      state text NOT NULL CHECK (state IN ('sealed', 'publishing', 'written')),
      publish_fence int,
      sealed_at timestamptz NOT NULL,
      written_at timestamptz
    )`);
  await db.sql(`
    CREATE TABLE screening.chunks (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      batch_id bigint NOT NULL REFERENCES screening.batches (id),
      kind text NOT NULL CHECK (kind IN ('send', 'print')),
      run_id text REFERENCES screening.print_runs (id),
      state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'leased', 'done')),
      generation int NOT NULL DEFAULT 1,
      fence int NOT NULL DEFAULT 0,
      lease_until timestamptz,
      attempts int NOT NULL DEFAULT 0,
      not_before timestamptz,
      error_code text,
      created_at timestamptz NOT NULL,
      CONSTRAINT chunks_run CHECK ((kind = 'print') = (run_id IS NOT NULL))
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX chunks_one_per_run ON screening.chunks (run_id) WHERE run_id IS NOT NULL`,
  );
  await db.sql(`CREATE INDEX chunks_open ON screening.chunks (batch_id) WHERE state <> 'done'`);
  await db.sql(
    `ALTER TABLE screening.contacts ADD CONSTRAINT contacts_chunk FOREIGN KEY (chunk_id) REFERENCES screening.chunks (id)`,
  );
  await db.sql(`
    CREATE TABLE screening.dispatches (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      contact_id bigint NOT NULL REFERENCES screening.contacts (id),
      batch_id bigint NOT NULL,
      chunk_id bigint NOT NULL REFERENCES screening.chunks (id),
      attempt int NOT NULL,
      channel text NOT NULL CHECK (channel IN ('1177', 'paper', 'mediated', 'outreach')),
      state text NOT NULL DEFAULT 'planned',
      reason text,
      run_id text REFERENCES screening.print_runs (id),
      provider_reference text,
      first_page int, last_page int,
      template text, template_version text,
      changed_at timestamptz NOT NULL,
      UNIQUE (contact_id, attempt)
    )`);
  await db.sql(`
    CREATE UNIQUE INDEX dispatches_one_alive ON screening.dispatches (contact_id)
      WHERE state NOT IN ('failed', 'returned', 'expired', 'spoiled', 'suppressed', 'cancelled')`);
  await db.sql(`CREATE INDEX dispatches_chunk ON screening.dispatches (chunk_id, state)`);
  await db.sql(`CREATE INDEX dispatches_run ON screening.dispatches (run_id) WHERE run_id IS NOT NULL`);
  await db.sql(`
    CREATE INDEX dispatches_unsealed ON screening.dispatches (batch_id, channel)
      WHERE run_id IS NULL AND state = 'planned' AND channel IN ('paper', 'mediated', 'outreach')`);

  await db.sql(`
    CREATE TABLE screening.dispatch_states (from_state text NOT NULL, to_state text NOT NULL, PRIMARY KEY (from_state, to_state))`);
  for (const [from, states] of Object.entries(TRANSITIONS)) {
    for (const to of states)
      await db.sql('INSERT INTO screening.dispatch_states VALUES ($1, $2)', [from, to]);
  }
  await db.sql(`
    CREATE TABLE screening.dispatch_transitions (
      dispatch_id bigint NOT NULL,
      from_state text,
      to_state text NOT NULL,
      reason text,
      at timestamptz NOT NULL
    )`);
  await db.sql(`CREATE INDEX dispatch_transitions_dispatch ON screening.dispatch_transitions (dispatch_id)`);
  // Every writer passes here, set by set: an unknown step fails the whole statement, every step becomes a row.
  await db.sql(`
    CREATE FUNCTION screening.dispatch_begins() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM created WHERE state <> 'planned') THEN
        RAISE EXCEPTION 'a dispatch begins as planned' USING ERRCODE = 'check_violation', CONSTRAINT = 'dispatches_begin_planned';
      END IF;
      INSERT INTO screening.dispatch_transitions SELECT id, NULL, state, reason, changed_at FROM created;
      RETURN NULL;
    END $$`);
  await db.sql(`
    CREATE FUNCTION screening.dispatch_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
    BEGIN
      IF EXISTS (
        SELECT 1 FROM before JOIN after USING (id) WHERE before.state <> after.state AND NOT EXISTS (
          SELECT 1 FROM screening.dispatch_states WHERE from_state = before.state AND to_state = after.state)) THEN
        RAISE EXCEPTION 'a dispatch cannot take this step' USING ERRCODE = 'check_violation', CONSTRAINT = 'dispatches_transition';
      END IF;
      INSERT INTO screening.dispatch_transitions
        SELECT id, before.state, after.state, after.reason, after.changed_at FROM before JOIN after USING (id)
        WHERE before.state <> after.state;
      RETURN NULL;
    END $$`);
  await db.sql(`
    CREATE TRIGGER dispatches_begin AFTER INSERT ON screening.dispatches REFERENCING NEW TABLE AS created
      FOR EACH STATEMENT EXECUTE FUNCTION screening.dispatch_begins()`);
  await db.sql(`
    CREATE TRIGGER dispatches_move AFTER UPDATE ON screening.dispatches REFERENCING OLD TABLE AS before NEW TABLE AS after
      FOR EACH STATEMENT EXECUTE FUNCTION screening.dispatch_moves()`);

  await db.sql(`
    CREATE TABLE screening.sending_pauses (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      scope text NOT NULL CHECK (scope IN ('everything', 'programme', 'channel', 'batch')),
      value text NOT NULL DEFAULT '',
      reason text NOT NULL,
      paused_by text NOT NULL,
      paused_at timestamptz NOT NULL,
      resumed_by text,
      resumed_at timestamptz
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX sending_pauses_active ON screening.sending_pauses (scope, value) WHERE resumed_at IS NULL`,
  );

  await db.sql('GRANT USAGE ON SEQUENCE screening.chunks_id_seq TO kallelse_generate, kallelse_delivery');
  const all = ['SELECT', 'INSERT', 'UPDATE'] as const;
  await protectTable(db, 'screening.print_runs', { kallelse_delivery: all, kallelse_app: ['SELECT'] });
  await protectTable(db, 'screening.chunks', {
    kallelse_delivery: all,
    kallelse_generate: ['SELECT', 'INSERT'],
    kallelse_app: ['SELECT'],
  });
  await protectTable(db, 'screening.dispatches', {
    kallelse_delivery: all,
    kallelse_app: ['SELECT'],
    kallelse_generate: ['SELECT'],
    kallelse_publisher: ['SELECT'],
  });
  await protectTable(db, 'screening.dispatch_states', {
    kallelse_delivery: ['SELECT'],
    kallelse_app: ['SELECT'],
  });
  await protectTable(db, 'screening.dispatch_transitions', {
    kallelse_delivery: ['SELECT'],
    kallelse_app: ['SELECT'],
  });
  await protectTable(db, 'screening.sending_pauses', {
    kallelse_app: all,
    kallelse_delivery: ['SELECT'],
    kallelse_generate: ['SELECT'],
  });
});
