import { ORGANS } from '@kallelse/eligibility';
import { affected, type RegisterImport, type Rows } from './register-context';
import { reachColumns } from './reach-sql';

/** Columns of identity.persons that come straight from the register. */
export const PERSON_COLUMNS = [
  ...[
    'given_names',
    'family_name',
    'protection',
    'care_of',
    'address1',
    'address2',
    'postcode',
    'city',
    'country',
  ],
  ...[
    'special_care_of',
    'special_address1',
    'special_address2',
    'special_postcode',
    'special_city',
    'special_country',
  ],
  ...['dwelling', 'language', 'format'],
] as const;

/**
 * Residents whom the register brings for the first time: full rows of unknown numbers. Their read-model rows are written
 * from the row itself; a spec holds that to be what the derivation gives.
 * @returns how many
 */
export async function insertResidents(job: RegisterImport, rows: Rows): Promise<number> {
  const { tx, importId, now } = job;
  await tx.query(
    `INSERT INTO refused SELECT row_number, 'identity', 'identity-unknown' FROM ${rows} AS staged
     WHERE NOT is_full AND replaces IS NULL AND NOT EXISTS (SELECT 1 FROM known WHERE known.row_number = staged.row_number)`,
  );
  const fresh = `(SELECT * FROM ${rows} AS staged WHERE is_full
    AND NOT EXISTS (SELECT 1 FROM known WHERE known.row_number = staged.row_number)
    AND NOT EXISTS (SELECT 1 FROM refused WHERE refused.row_number = staged.row_number))`;
  const count = await affected(
    tx,
    `INSERT INTO identity.identifiers (value, domain, type, resident_id, recorded_at)
     SELECT value, domain, type, candidate_id, $1 FROM ${fresh} AS fresh`,
    [now],
  );
  if (count === 0) return 0;
  await tx.query(
    `INSERT INTO identity.persons (resident_id, ${PERSON_COLUMNS.join(', ')}, register_time, import_id, recorded_at)
     SELECT candidate_id, ${PERSON_COLUMNS.join(', ')}, coalesce(recorded, $2), $1, $2 FROM ${fresh} AS fresh`,
    [importId, now],
  );
  await insertResidencies(job, fresh);
  await insertPresumptions(job, fresh);
  await insertFacts(job, fresh);
  await tx.query(
    `INSERT INTO screening.resident_reach (resident_id, identity_type, protection, address_class, language, format, household_key)
     SELECT candidate_id, type, ${reachColumns('fresh', '$1', '$2')} FROM ${fresh} AS fresh`,
    [job.householdKey.inner, job.householdKey.outer],
  );
  return count;
}

/** Registered from the later of the two dates; otherwise from the day of the status, of the record, or today. */
const FIRST_DAY = `CASE WHEN status = 'registered' THEN greatest(since, status_date)
  ELSE coalesce(status_date, (recorded AT TIME ZONE 'Europe/Stockholm')::date, $1::date) END`;

async function insertResidencies({ tx, today, importId, now }: RegisterImport, fresh: Rows): Promise<void> {
  await tx.query(
    `INSERT INTO screening.residencies
       (resident_id, birth_date, from_date, status, status_date, since, region, municipality, district, recorded, import_id, recorded_at)
     SELECT candidate_id, birth_date, ${FIRST_DAY}, status, status_date, since, region, municipality, district,
       coalesce((recorded AT TIME ZONE 'Europe/Stockholm')::date, $1::date), $2, $3 FROM ${fresh} AS fresh`,
    [today, importId, now],
  );
}

/** What a first registered sex presumes; read here and stored nowhere. */
const PRESUMED = {
  female: { present: ['cervix', 'breast'], absent: ['prostate'] },
  male: { present: ['prostate'], absent: ['cervix', 'breast'] },
} as const;

async function insertPresumptions(
  { tx, today, importId, now, presumption }: RegisterImport,
  fresh: Rows,
): Promise<void> {
  if (presumption === 'none') return;
  for (const [word, { present, absent }] of Object.entries(PRESUMED)) {
    await tx.query(
      `INSERT INTO screening.organ_statements
         (resident_id, present, absent, source, effective, recorded, fingerprint, import_id, recorded_at)
       SELECT candidate_id, $2, $3, 'presumed', birth_date, $4, sha256('presumed'), $5, $6
       FROM ${fresh} AS fresh WHERE first_registered_sex = $1`,
      [word, present, absent, today, importId, now],
    );
  }
}

async function insertFacts({ tx, today, presumption }: RegisterImport, fresh: Rows): Promise<void> {
  const organs = ORGANS.flatMap((organ) => [`organ_${organ}`, `organ_${organ}_basis`]);
  const values = ORGANS.flatMap((organ) => {
    const state = presumption === 'none' ? 'NULL' : presumedState(organ);
    return [state, `CASE WHEN ${state} IS NOT NULL THEN 'presumed' END`];
  });
  const presumed =
    presumption === 'none'
      ? 'NULL'
      : `CASE WHEN first_registered_sex IN ('female', 'male') THEN birth_date END`;
  await tx.query(
    `INSERT INTO screening.resident_facts
       (resident_id, birth_date, exact_from, residency_since, area_type, residency_status, region, municipality, district, ${organs.join(', ')})
     SELECT candidate_id, birth_date, greatest(coalesce(${FIRST_DAY}, '-infinity'), ${presumed}, edition.valid_from),
       since, edition.area_type, status, region, municipality, edition.code, ${values.join(', ')}
     FROM ${fresh} AS fresh LEFT JOIN analytics.districts AS edition ON edition.code = fresh.district
       AND edition.valid_from <= $1 AND (edition.valid_to IS NULL OR edition.valid_to >= $1)`,
    [today],
  );
}

function presumedState(organ: string): string {
  const branches = Object.entries(PRESUMED).flatMap(([word, { present, absent }]) => [
    ...((present as readonly string[]).includes(organ) ? [`WHEN '${word}' THEN 'present'`] : []),
    ...((absent as readonly string[]).includes(organ) ? [`WHEN '${word}' THEN 'absent'`] : []),
  ]);
  return branches.length === 0 ? 'NULL::text' : `CASE first_registered_sex ${branches.join(' ')} END`;
}
