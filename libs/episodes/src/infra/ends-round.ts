/** How old a test may be that nobody knew of when the round began: laboratories report weeks after the sample. */
const LATE_DAYS = 90;

/**
 * Which tests end a round, as an SQL condition on rows of `test` (screening.events) and `episode`: taken since the round
 * began and while it was valid, or shortly before it began and reported since.
 * @param methods a placeholder of the methods that count (text[]; null: all)
 * @param today a placeholder of the present date
 */
export function endsRoundSql(methods: string, today: string): string {
  return `test.programme = episode.programme AND test.type = 'test' AND test.superseded_at IS NULL AND test.from_date <= ${today}
    AND (${methods}::text[] IS NULL OR test.method = ANY (${methods}))
    AND test.from_date <= coalesce(episode.valid_until, 'infinity')
    AND (test.from_date >= episode.opened_on OR (test.from_date >= episode.opened_on - ${LATE_DAYS} AND test.recorded_at >
      (SELECT batch.generated_at FROM screening.batches AS batch WHERE batch.id = episode.batch_id)))`;
}

/**
 * Whether the person refuses the round or the programme, as an SQL condition on `episode`. Asked of the sources: a refusal
 * that begins later must not end a round before.
 * @param today a placeholder of the present date
 */
export function optedOutSql(today: string): string {
  return `EXISTS (SELECT FROM screening.opt_outs AS refusal WHERE refusal.resident_id = episode.resident_id
    AND refusal.programme = episode.programme AND refusal.superseded_at IS NULL AND refusal.from_date <= ${today}
    AND (refusal.revoked IS NULL OR refusal.revoked > ${today})
    AND CASE refusal.kind WHEN 'episode' THEN refusal.from_date >= episode.opened_on
      ELSE coalesce(refusal.until_date, 'infinity') >= ${today} END)`;
}

/**
 * The round of `contact` (a row of screening.contacts) is over, and it with it, as SQL: a letter that follows a result has its
 * place after the end.
 */
export const ROUND_OVER_SQL = `(contact.kind <> 'follow-up' AND EXISTS (SELECT FROM screening.episodes AS ended
  WHERE ended.id = contact.episode_id AND ended.state = 'closed'))`;

/** What is left to ask of an enquiry's organs, as an SQL array over `contact` and `facts` (screening.resident_facts). */
export const ORGANS_LEFT_SQL = `ARRAY(SELECT organ FROM unnest(contact.organs) AS organ WHERE CASE organ
  WHEN 'cervix' THEN facts.organ_cervix WHEN 'breast' THEN facts.organ_breast
  WHEN 'prostate' THEN facts.organ_prostate ELSE facts.organ_colorectum END IS NULL)`;

/**
 * Whether somebody has answered a questionnaire since it was made, as an SQL condition over `contact` and `facts`: it asked
 * only for what nobody knew, so that any answer is one to it. Who has never smoked need not say when they stopped.
 * @param today a placeholder of the present date
 */
export function answeredSql(today: string): string {
  return `EXISTS (SELECT FROM unnest(contact.questions) AS question
    CROSS JOIN LATERAL jsonb_array_elements(facts.attributes -> question) AS entry
    WHERE entry ? 'v' AND coalesce((entry ->> 'u')::date, 'infinity') >= ${today}::date)`;
}

/**
 * Whether one round goes before another of the same person, as SQL over two rows of screening.episodes: the one further
 * along, handed over before not, earlier before later.
 */
export function goesBeforeSql(one: string, other: string): string {
  const key = (row: string): string =>
    `(coalesce(${row}.handed_over_on, 'infinity'), ${row}.opened_on, ${row}.id)`;
  return `${key(one)} < ${key(other)}`;
}

/** Likewise for two enquiries or questionnaires, rows of screening.contacts. */
export function enquiryGoesBeforeSql(one: string, other: string): string {
  const key = (row: string): string => `(${row}.state <> 'handed-over', ${row}.id)`;
  return `${key(one)} < ${key(other)}`;
}
