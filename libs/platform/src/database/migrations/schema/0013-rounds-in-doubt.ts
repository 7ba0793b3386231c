import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * Rounds whose end a test may change that was reported, corrected or annulled after it: laboratories report weeks later.
 * Written by the change itself, whoever makes it, so that settling need not go through all rounds there ever were. A
 * round that is open as the change is seen is noted too: it may be closed at that moment by somebody who does not see it.
 */
export const roundsInDoubt = migration(13, 'rounds-in-doubt', async (db) => {
  await db.sql('CREATE TABLE screening.rounds_in_doubt (episode_id bigint NOT NULL)');
  await protectTable(db, 'screening.rounds_in_doubt', { kallelse_generate: ['SELECT', 'DELETE'] });
  await db.sql(`
    CREATE FUNCTION screening.doubt_rounds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
    BEGIN
      INSERT INTO screening.rounds_in_doubt
        SELECT DISTINCT episode.id FROM changed AS test JOIN screening.episodes AS episode
          ON episode.resident_id = test.resident_id AND episode.programme = test.programme
        WHERE test.type = 'test' AND test.from_date <= coalesce(episode.closed_on, 'infinity');
      RETURN NULL;
    END $$`);
  for (const [name, change] of [
    ['tests_reported', 'INSERT'],
    ['tests_corrected', 'UPDATE'],
  ]) {
    await db.sql(`
      CREATE TRIGGER ${name} AFTER ${change} ON screening.events REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION screening.doubt_rounds()`);
  }
});
