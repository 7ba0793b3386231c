import {
  deriveProgrammeFacts,
  deriveResidentFacts,
  Parameters,
  PROGRAMME_COLUMNS,
  RESIDENT_COLUMNS,
} from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

const SCHEMA = 'screening';
/** Where the editions of districts are kept. */
export const DISTRICTS = 'analytics.districts';

/**
 * Derives both read models anew for the residents of a subselect, in the transaction that changed their sources.
 * Absent: for everyone (`kallelse` rebuilds). The sources decide; nothing else writes these tables but the first entry
 * of a resident.
 */
export async function refreshFacts(tx: EntityManager, today: PlainDate, scope?: string): Promise<void> {
  await refreshResidentFacts(tx, today, scope);
  await refreshProgrammeFacts(tx, scope);
}

/** The resident part alone: enough where only the districts have changed. */
export async function refreshResidentFacts(
  tx: EntityManager,
  today: PlainDate,
  scope: string | undefined,
): Promise<void> {
  const parameters = new Parameters();
  const districts = { table: DISTRICTS, on: toDay(today) };
  const derived = deriveResidentFacts(
    { schema: SCHEMA, asOf: 'infinity', districts, ...(scope === undefined ? {} : { scope }) },
    parameters,
  );
  const columns = ['exact_from', 'exact_until', ...Object.keys(RESIDENT_COLUMNS)].join(', ');
  await tx.query(`DELETE FROM ${SCHEMA}.resident_facts ${inScope(scope)}`);
  await tx.query(
    `INSERT INTO ${SCHEMA}.resident_facts (${columns}) SELECT ${columns} FROM (${derived}) AS derived`,
    [...parameters.values],
  );
}

/**
 * The facts that events of a subselect (resident_id, programme, type) say something of: those of their programmes, and
 * of the resident only where nobody's programme was asked about.
 */
export async function refreshEventFacts(tx: EntityManager, today: PlainDate, events: string): Promise<void> {
  const rows = await tx.query<{ programme: string | null; asked: boolean }[]>(
    `SELECT programme, bool_or(type = 'enquiry') AS asked FROM (${events}) AS event GROUP BY programme ORDER BY programme`,
  );
  const residents = `SELECT resident_id FROM (${events}) AS event WHERE`;
  for (const { programme, asked } of rows) {
    if (programme !== null) await refreshProgrammeFacts(tx, `${residents} programme = $1`, programme);
    else if (asked)
      await refreshResidentFacts(tx, today, `${residents} programme IS NULL AND type = 'enquiry'`);
  }
}

/** @param programme only of this one, $1 in the scope; absent: of every programme */
async function refreshProgrammeFacts(
  tx: EntityManager,
  scope: string | undefined,
  programme?: string,
): Promise<void> {
  const parameters = new Parameters();
  const only = programme === undefined ? '' : ` AND programme = ${parameters.add(programme, 'text')}`;
  await tx.query(`DELETE FROM ${SCHEMA}.programme_facts ${inScope(scope)}${only}`, [...parameters.values]);
  const derived = deriveProgrammeFacts(
    {
      ...{ schema: SCHEMA, asOf: 'infinity' },
      ...(scope === undefined ? {} : { scope }),
      ...(programme === undefined ? {} : { programme }),
    },
    parameters,
  );
  const columns = ['resident_id', 'programme', 'exact_from', ...Object.keys(PROGRAMME_COLUMNS)].join(', ');
  await tx.query(
    `INSERT INTO ${SCHEMA}.programme_facts (${columns}) SELECT ${columns} FROM (${derived}) AS derived`,
    [...parameters.values],
  );
}

function inScope(scope: string | undefined): string {
  return scope === undefined ? 'WHERE true' : `WHERE resident_id IN (${scope})`;
}
