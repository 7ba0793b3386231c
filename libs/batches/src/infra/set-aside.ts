import { Parameters, type Definition } from '@kallelse/eligibility';
import { addDuration, toDay, toPlainDate, type Duration, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { SetAside } from '../domain/preview';
import { orderSql } from './selection-sql';

interface Selecting {
  readonly definition: Definition;
  readonly seed: string;
  readonly asOf: PlainDate;
}

/** Notes in the temporary table `due` who is not to be called yet though due, and why; the last call of somebody is set aside for an open round alone. */
export async function setAside(tx: EntityManager, selecting: Selecting): Promise<void> {
  const { programme, delivery } = selecting.definition;
  await tx.query(
    `UPDATE due SET set_aside = 'open-round' FROM screening.episodes AS episode
     WHERE episode.resident_id = due.resident_id AND episode.programme = $1 AND episode.state = 'open'`,
    [programme],
  );
  if (delivery.newcomerDelay) await newcomers(tx, before(selecting.asOf, delivery.newcomerDelay));
  if (delivery.householdSpacing)
    await households(tx, selecting, before(selecting.asOf, delivery.householdSpacing));
}

/** Whoever was not in the register on a day: born, come or come back since. Somebody whose death was a mistake was there. */
async function newcomers(tx: EntityManager, day: PlainDate): Promise<void> {
  await mark(
    tx,
    'newcomer',
    `NOT coalesce((SELECT lived.status = 'registered' FROM screening.residencies AS lived
       WHERE lived.resident_id = due.resident_id AND lived.superseded_at IS NULL AND coalesce(lived.from_date, '-infinity') <= $1::date
       ORDER BY lived.from_date DESC NULLS LAST, lived.seq DESC LIMIT 1), false)`,
    [day],
  );
}

/**
 * One of a household at a time, in the order of selection, and nobody so soon after another that two kits may lie there at
 * once.
 */
async function households(
  tx: EntityManager,
  { definition, seed }: Selecting,
  since: PlainDate,
): Promise<void> {
  const parameters = new Parameters();
  const order = orderSql(seed, parameters);
  const programme = parameters.add(definition.programme, 'text');
  const day = parameters.add(since, 'date');
  await mark(
    tx,
    'household',
    `due.resident_id IN (
       SELECT resident_id FROM (
         SELECT due.resident_id, home.household_key, row_number() OVER (PARTITION BY home.household_key ORDER BY ${order}) AS turn
         FROM due JOIN screening.resident_reach AS home USING (resident_id) WHERE home.household_key IS NOT NULL AND due.set_aside IS NULL) AS ordered
       WHERE turn > 1 OR household_key IN (
         SELECT home.household_key FROM screening.episodes AS round
         JOIN screening.resident_reach AS home ON home.resident_id = round.resident_id
         WHERE round.programme = ${programme} AND greatest(round.opened_on, round.handed_over_on) > ${day} AND home.household_key IS NOT NULL))`,
    [...parameters.values],
  );
}

async function mark(
  tx: EntityManager,
  why: SetAside,
  which: string,
  values: readonly unknown[],
): Promise<void> {
  await tx.query(
    `UPDATE due SET set_aside = '${why}' WHERE set_aside IS NULL AND NOT last_call AND ${which}`,
    [...values],
  );
}

function before(day: PlainDate, { months, days }: Duration): PlainDate {
  return toPlainDate(addDuration(toDay(day), { months: -months, days: -days }));
}
