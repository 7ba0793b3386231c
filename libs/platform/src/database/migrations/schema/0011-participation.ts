import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/** What analysts read: counts that may be shown, and nothing else. A suppressed row holds no count at all. */
export const participation = migration(11, 'participation', async (db) => {
  await db.sql(`
    CREATE TABLE analytics.published_participation (
      programme text NOT NULL,
      published_at timestamptz NOT NULL,
      invited_from date, invited_until date,
      place int NOT NULL,
      district text,
      district_name text,
      area_type int,
      kind text NOT NULL CHECK (kind IN ('district', 'not-stated', 'total')),
      invited int, participated int,
      rate float8, lower float8, upper float8,
      suppressed boolean NOT NULL,
      CONSTRAINT published_nothing_suppressed CHECK (NOT suppressed OR coalesce(invited, participated, rate, lower, upper) IS NULL),
      PRIMARY KEY (programme, published_at, place)
    )`);
  await protectTable(db, 'analytics.published_participation', {
    kallelse_publisher: ['SELECT', 'INSERT', 'DELETE'],
    kallelse_analyst: ['SELECT'],
  });
});
