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

async function refreshProgrammeFacts(tx: EntityManager, scope: string | undefined): Promise<void> {
  const parameters = new Parameters();
  const derived = deriveProgrammeFacts(
    { schema: SCHEMA, asOf: 'infinity', ...(scope === undefined ? {} : { scope }) },
    parameters,
  );
  const columns = ['resident_id', 'programme', 'exact_from', ...Object.keys(PROGRAMME_COLUMNS)].join(', ');
  await tx.query(`DELETE FROM ${SCHEMA}.programme_facts ${inScope(scope)}`);
  await tx.query(
    `INSERT INTO ${SCHEMA}.programme_facts (${columns}) SELECT ${columns} FROM (${derived}) AS derived`,
    [...parameters.values],
  );
}

function inScope(scope: string | undefined): string {
  return scope === undefined ? '' : `WHERE resident_id IN (${scope})`;
}
