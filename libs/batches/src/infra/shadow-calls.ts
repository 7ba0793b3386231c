import {
  compileToSql,
  decodeDecision,
  Parameters,
  STAGE,
  type DecisionRow,
  type Definition,
} from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { registerFacts } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import type { Direction, OutcomeCount } from '../domain/comparison';

/** Rules that hold for a region, or (null) for all that have none of their own. */
export interface ShadowRules {
  readonly definition: Definition;
  readonly region: string | null;
  readonly regionsApart: readonly string[];
}

/** One person whom one of the two would call and the other not. */
export interface DifferingRow {
  readonly direction: Direction;
  readonly programme: string;
  /** Of the call list; null: not in it. */
  readonly row: number | null;
  readonly resident: number;
  readonly decidedFor: PlainDate | null;
  readonly status: string | null;
  readonly reasons: readonly string[];
}

/** The whole list is one artefact; more than this is no list that somebody goes through. */
export const MOST_ROWS = 200_000;

/**
 * Sets the day to decide each call for: its own, or the day before where the register knows this very call as an
 * invitation. Makes the table that takes what Kallelse decides.
 */
export async function prepareShadow(tx: EntityManager): Promise<void> {
  await tx.query('ALTER TABLE called ADD COLUMN as_of date');
  await tx.query(
    `UPDATE called SET as_of = called_on - CASE WHEN EXISTS (SELECT 1 FROM screening.events AS event
       WHERE event.resident_id = called.resident_id AND event.programme = called.programme AND event.type = 'invitation'
         AND event.superseded_at IS NULL AND event.from_date = called_on) THEN 1 ELSE 0 END`,
  );
  await tx.query('CREATE INDEX ON called (programme, as_of)');
  await tx.query('ANALYZE called');
  await tx.query(
    `CREATE TEMPORARY TABLE shadow (direction text, programme text, resident_id bigint, decided_for date, status text, reasons text[])
     ON COMMIT DROP`,
  );
}

/** Days for which somebody was called in a programme. */
export async function daysOf(tx: EntityManager, programme: string): Promise<PlainDate[]> {
  const days = await tx.query<{ day: PlainDate }[]>(
    'SELECT DISTINCT as_of AS day FROM called WHERE programme = $1 ORDER BY 1',
    [programme],
  );
  return days.map(({ day }) => day);
}

/** Decides whom the list called in a programme, each for the day of their call. */
export async function decideCalled(
  tx: EntityManager,
  rules: ShadowRules,
  days: readonly PlainDate[],
  onDay: (done: number) => void,
): Promise<void> {
  for (const [done, day] of days.entries()) {
    onDay(done);
    const scope = (bound: Parameters): string =>
      `r.resident_id IN (SELECT resident_id FROM called WHERE programme = ${bound.add(rules.definition.programme, 'text')} AND as_of = ${bound.add(day, 'date')})`;
    await decide(tx, 'called', rules, day, done === 0, scope);
  }
  if (days.length > 0) await takeDecisions(tx, 'called', rules);
}

/** Adds whom Kallelse would call in a programme on a day and the list did not. @param within only of this region */
export async function decideMissed(
  tx: EntityManager,
  rules: ShadowRules,
  day: PlainDate,
  within: string | undefined,
): Promise<void> {
  if (rules.region !== null && within !== undefined && rules.region !== within) return;
  const scope = (bound: Parameters): string =>
    `NOT EXISTS (SELECT FROM called WHERE called.resident_id = r.resident_id AND called.programme = ${bound.add(rules.definition.programme, 'text')})` +
    (within === undefined ? '' : ` AND r.region = ${bound.add(within, 'text')}`);
  await decide(tx, 'missed', rules, day, true, scope);
  await takeDecisions(tx, 'missed', rules);
}

/** Decides for one day into the temporary table decided_now; `kind` is the same for the same decision. */
async function decide(
  tx: EntityManager,
  direction: Direction,
  { definition, region, regionsApart }: ShadowRules,
  day: PlainDate,
  isFirst: boolean,
  scope: (bound: Parameters) => string,
): Promise<void> {
  const parameters = new Parameters();
  const where = (bound: Parameters): string => {
    const place = region === null ? 'true' : `r.region = ${bound.add(region, 'text')}`;
    const apart =
      regionsApart.length === 0
        ? 'true'
        : `(r.region IS NULL OR r.region <> ALL (${bound.add(regionsApart, 'text[]')}))`;
    return `${scope(bound)} AND ${place} AND ${apart}`;
  };
  const source = registerFacts(definition.programme, day, where);
  const { text, words } = compileToSql(definition, day, { source, parameters });
  const columns = [
    'stage',
    ...Array.from({ length: words }, (_, w) => `r${w}`),
    's_path, manual, is_due, since',
  ].join(', ');
  const onDay = parameters.add(day, 'date');
  const only = direction === 'missed' ? `WHERE stage = ${STAGE.invite}` : '';
  // Whether a date is to come is all that a reason says of it.
  await tx.query(
    `${isFirst ? 'CREATE TEMPORARY TABLE decided_now ON COMMIT DROP AS' : 'INSERT INTO decided_now'}
     SELECT resident_id, ${onDay} AS decided_for, ROW(${columns})::text AS kind, ${columns}
     FROM (SELECT *, due_on <= ${onDay} AS is_due, CASE WHEN stage <> ${STAGE.invite} THEN NULL WHEN due_on IS NULL THEN 'never-called'
         WHEN due_on < (SELECT min(called_on) FROM called WHERE programme = ${parameters.add(definition.programme, 'text')}) THEN 'overdue'
         ELSE 'due' END AS since FROM (${text}) AS decided ${only}) AS kinds`,
    [...parameters.values],
  );
}

type Kind = DecisionRow & {
  readonly kind: string;
  readonly is_due: boolean | null;
  readonly since: string | null;
};

/** Decodes what was decided, once for each kind of decision, and empties decided_now. */
async function takeDecisions(
  tx: EntityManager,
  direction: Direction,
  { definition }: ShadowRules,
): Promise<void> {
  const kinds = await tx.query<Kind[]>('SELECT DISTINCT ON (kind) * FROM decided_now ORDER BY kind');
  const rows = kinds.map((row) => {
    const dueOn = row.is_due === null ? null : row.is_due ? BEFORE : LATER;
    const blank = { target: null, due_on: dueOn, enquiry_until: null };
    const { status, reasons } = decodeDecision(definition, BEFORE, { ...row, ...blank });
    const codes = reasons.map(({ code }) => code);
    return { kind: row.kind, status, reasons: direction === 'missed' ? [row.since ?? 'due'] : codes };
  });
  await tx.query(
    `INSERT INTO shadow SELECT $1, $2, resident_id, decided_for, given.status, given.reasons FROM decided_now
     JOIN jsonb_to_recordset($3::jsonb) AS given (kind text, status text, reasons text[]) USING (kind)`,
    [direction, definition.programme, JSON.stringify(rows)],
  );
  await tx.query('DROP TABLE decided_now');
}

/** Days before and after all others. */
const BEFORE = '1900-01-01' as PlainDate;
const LATER = '2999-01-01' as PlainDate;

/** Everybody of both directions; of the called without rules for their region, status is null. */
const COMPARED = `
  SELECT 'called' AS direction, called.programme, called.row_number, called.resident_id, shadow.decided_for, shadow.status,
    coalesce(shadow.reasons, ARRAY['no-rules']) AS reasons
  FROM called LEFT JOIN shadow ON shadow.direction = 'called' AND shadow.resident_id = called.resident_id
    AND shadow.programme = called.programme
  UNION ALL SELECT direction, programme, NULL, resident_id, decided_for, status, reasons FROM shadow WHERE direction = 'missed'`;

/** How many came out how, by the first reason; who is protected stands in no region. */
export function countOutcomes(tx: EntityManager): Promise<OutcomeCount[]> {
  return tx.query<OutcomeCount[]>(
    `SELECT direction, compared.programme, CASE WHEN reach.protection = 'none' THEN facts.region END AS region,
       status, reasons[1] AS reason, count(*)::int AS count
     FROM (${COMPARED}) AS compared LEFT JOIN screening.resident_facts AS facts USING (resident_id)
     LEFT JOIN screening.resident_reach AS reach USING (resident_id) GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3 NULLS LAST, 6 DESC, 4, 5`,
  );
}

/** Everybody who came out differently, by row of the list and internal id; at most {@link MOST_ROWS}. */
export function differingRows(tx: EntityManager): Promise<DifferingRow[]> {
  return tx.query<DifferingRow[]>(
    `SELECT direction, programme, row_number AS row, resident_id AS resident, decided_for AS "decidedFor", status, reasons
     FROM (${COMPARED}) AS compared WHERE direction = 'missed' OR status IS DISTINCT FROM 'invite' ORDER BY 1, 2, 3, 4 LIMIT ${MOST_ROWS}`,
  );
}
