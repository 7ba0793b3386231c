import { editionsOn, ORGANS } from '@kallelse/eligibility';
import { DISTRICTS } from './refresh-facts';
import {
  affected,
  refuseRows,
  type PresumptionRules,
  type RegisterImport,
  type Rows,
} from './register-context';
import { reachColumns } from './reach-sql';

/** Columns of identity.persons that come straight from the register. */
export const PERSON_COLUMNS = [
  ...['given_names', 'family_name', 'protection'],
  ...['care_of', 'address1', 'address2', 'postcode', 'city', 'country'],
  ...['special_care_of', 'special_address1', 'special_address2'],
  ...['special_postcode', 'special_city', 'special_country'],
  ...['dwelling', 'language', 'format'],
] as const;

/**
 * Residents whom the register brings for the first time: full rows of unknown numbers. Their read-model rows are written
 * from the row itself; a spec holds that to be what the derivation gives.
 * @returns how many
 */
export async function insertResidents(job: RegisterImport, rows: Rows, hasKnown: boolean): Promise<number> {
  const { tx, now, importId, firstId } = job;
  const unknown = hasKnown
    ? `NOT EXISTS (SELECT 1 FROM known WHERE known.row_number = staged.row_number)`
    : 'true';
  await refuseRows(
    tx,
    `SELECT row_number, 'identity' AS column_name, 'identity-unknown' AS code FROM ${rows} AS staged
     WHERE NOT is_full AND ${unknown}`,
  );
  const fresh = `(SELECT *, ${firstId} + row_number AS resident_id FROM ${rows} AS staged WHERE is_full AND ${unknown})`;
  const count = await affected(
    tx,
    `INSERT INTO identity.identifiers (value, domain, type, resident_id, recorded_at)
     SELECT value, domain, type, resident_id, $1 FROM ${fresh} AS fresh`,
    [now],
  );
  if (count === 0) return 0;
  const persons = PERSON_COLUMNS.join(', ');
  await tx.query(
    `INSERT INTO identity.persons (resident_id, ${persons}, register_time, import_id, recorded_at)
     SELECT resident_id, ${persons}, coalesce(recorded, $2::date), $1, $3 FROM ${fresh} AS fresh`,
    [importId, job.today, now],
  );
  await insertResidencies(job, fresh);
  await insertPresumptions(job, fresh);
  await insertFacts(job, fresh);
  await tx.query(
    `INSERT INTO screening.resident_reach (resident_id, identity_type, protection, address_class, language, format, household_key)
     SELECT resident_id, type, ${reachColumns('fresh', '$1', '$2')} FROM ${fresh} AS fresh`,
    [job.householdKey.inner, job.householdKey.outer],
  );
  return count;
}

/** Registered from the later of the two dates; otherwise from the day of the status, of the record, or today. */
const FIRST_DAY = `CASE WHEN status = 'registered' THEN greatest(since, status_date)
  ELSE coalesce(status_date, recorded::date, $1::date) END`;

async function insertResidencies({ tx, today, importId, now }: RegisterImport, fresh: Rows): Promise<void> {
  await tx.query(
    `INSERT INTO screening.residencies
       (resident_id, birth_date, from_date, status, status_date, since, region, municipality, district, recorded, import_id, recorded_at)
     SELECT resident_id, birth_date, ${FIRST_DAY}, status, status_date, since, region, municipality, district,
       coalesce(recorded::date, $1::date), $2, $3 FROM ${fresh} AS fresh`,
    [today, importId, now],
  );
}

/** What a first registered sex presumes; read here and stored nowhere. */
const PRESUMED = {
  female: { present: ['cervix', 'breast'], absent: ['prostate'] },
  male: { present: ['prostate'], absent: ['cervix', 'breast'] },
} as const;

/** A resident has one presumption at most, so a word tells it from every statement. */
const PRESUMPTION = Buffer.from('presumed');

async function insertPresumptions(
  { tx, today, importId, now, presumption }: RegisterImport,
  fresh: Rows,
): Promise<void> {
  const sex = presumingSex(presumption);
  if (sex === undefined) return;
  const list = (organs: readonly string[]): string => `'{${organs.join(',')}}'::text[]`;
  const values = Object.entries(PRESUMED).map(
    ([word, { present, absent }]) => `('${word}', ${list(present)}, ${list(absent)})`,
  );
  await tx.query(
    `INSERT INTO screening.organ_statements
       (resident_id, present, absent, source, effective, recorded, fingerprint, import_id, recorded_at)
     SELECT resident_id, presumed.present, presumed.absent, 'presumed', birth_date, $1, $4, $2, $3
     FROM ${fresh} AS fresh JOIN (VALUES ${values.join(', ')}) AS presumed(word, present, absent)
       ON presumed.word = ${sex}`,
    [today, importId, now, PRESUMPTION],
  );
}

/**
 * The column a presumption is read from, as SQL over a row; null where the row's region presumes nothing. Undefined: no
 * region presumes anything.
 */
function presumingSex({ standard, otherwise }: PresumptionRules): string | undefined {
  const presumes = standard === 'first-registered-sex';
  if (otherwise.length === 0) return presumes ? 'first_registered_sex' : undefined;
  const list = otherwise.map((region) => `'${region.replace(/\D/g, '')}'`).join(', ');
  const isOther = `coalesce(region IN (${list}), false)`;
  return `CASE WHEN ${presumes ? `NOT ${isOther}` : isOther} THEN first_registered_sex END`;
}

async function insertFacts({ tx, today, presumption }: RegisterImport, fresh: Rows): Promise<void> {
  const sex = presumingSex(presumption);
  const organs = ORGANS.flatMap((organ) => [`organ_${organ}`, `organ_${organ}_basis`]);
  const values = ORGANS.flatMap((organ) => {
    const state = sex === undefined ? 'NULL' : presumedState(organ, sex);
    return [state, `CASE WHEN ${state} IS NOT NULL THEN 'presumed' END`];
  });
  const presumed = sex === undefined ? 'NULL' : `CASE WHEN ${sex} IN ('female', 'male') THEN birth_date END`;
  await tx.query(
    `INSERT INTO screening.resident_facts
       (resident_id, birth_date, exact_from, exact_until, residency_since, area_type, residency_status, region, municipality, district, ${organs.join(', ')})
     SELECT resident_id, birth_date, greatest(coalesce(${FIRST_DAY}, '-infinity'), ${presumed}, edition.begins), edition.ends,
       since, edition.area_type, status, region, municipality, edition.district, ${values.join(', ')}
     FROM ${fresh} AS fresh LEFT JOIN ${editionsOn(DISTRICTS, '$1::date')} AS edition ON edition.code = fresh.district`,
    [today],
  );
}

function presumedState(organ: string, sex: string): string {
  const branches = Object.entries(PRESUMED).flatMap(([word, { present, absent }]) => [
    ...((present as readonly string[]).includes(organ) ? [`WHEN '${word}' THEN 'present'`] : []),
    ...((absent as readonly string[]).includes(organ) ? [`WHEN '${word}' THEN 'absent'`] : []),
  ]);
  return branches.length === 0 ? 'NULL::text' : `CASE ${sex} ${branches.join(' ')} END`;
}
