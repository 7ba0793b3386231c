import type { EntityManager } from 'typeorm';

/** So many slices in a row that came to nothing, and a provider rests. */
const FAILURES = 3;
const FIRST_REST_SECONDS = 5;
const LONGEST_REST_SECONDS = 600;
/** While one message tries whether the provider is back, the others wait. */
const TRIAL_SECONDS = 60;

/** Whether messages may go to a provider now; decided in rows, by the database's clock, for all processes together. */
export type Admission =
  { readonly kind: 'resting'; readonly seconds: number } | { readonly kind: 'trial' | 'open' };

/**
 * Whether a provider rests (a circuit breaker): after some slices in a row that came to nothing it is left alone for a time
 * that doubles; then one message tries.
 */
export async function admit(tx: EntityManager, provider: string): Promise<Admission> {
  const [row] = await tx.query<{ failures: number; seconds: number | null }[]>(
    `SELECT failures, ceil(extract(epoch FROM rests_until - clock_timestamp()))::int AS seconds
     FROM screening.providers WHERE name = $1`,
    [provider],
  );
  if (!row || row.failures < FAILURES) return { kind: 'open' };
  if ((row.seconds ?? 0) > 0) return { kind: 'resting', seconds: row.seconds ?? 0 };
  const [tries] = await tx.query<[unknown[], number]>(
    `UPDATE screening.providers SET rests_until = clock_timestamp() + make_interval(secs => $2)
     WHERE name = $1 AND rests_until <= clock_timestamp() RETURNING 1`,
    [provider, TRIAL_SECONDS],
  );
  return tries.length === 1 ? { kind: 'trial' } : { kind: 'resting', seconds: TRIAL_SECONDS };
}

/** What a slice came to: the provider said something to some of it, or to nothing. */
export async function noteOutcome(tx: EntityManager, provider: string, isWell: boolean): Promise<void> {
  if (isWell) {
    await tx.query(
      'UPDATE screening.providers SET failures = 0, rests_until = NULL WHERE name = $1 AND failures > 0',
      [provider],
    );
    return;
  }
  await tx.query(
    `UPDATE screening.providers SET failures = failures + 1, rests_until = CASE WHEN failures + 1 >= ${FAILURES}
       THEN clock_timestamp() + make_interval(secs => least(${LONGEST_REST_SECONDS}, ${FIRST_REST_SECONDS} * 2 ^ least(failures + 1 - ${FAILURES}, 10))) END
     WHERE name = $1`,
    [provider],
  );
}

/** Somebody asks for another try: a provider that rests is tried at once. */
export async function endRest(tx: EntityManager): Promise<void> {
  await tx.query('UPDATE screening.providers SET failures = 0, rests_until = NULL WHERE failures > 0');
}

/**
 * Takes the next places in a provider's queue of so many messages a second.
 * @returns milliseconds until they may go
 */
export async function takeTurn(
  tx: EntityManager,
  provider: string,
  messages: number,
  perSecond: number,
): Promise<number> {
  const [rows] = await tx.query<[{ wait: number }[], number]>(
    `UPDATE screening.providers SET next_at = greatest(next_at, clock_timestamp()) + make_interval(secs => $2) WHERE name = $1
     RETURNING extract(epoch FROM next_at - make_interval(secs => $2) - clock_timestamp())::float8 * 1000 AS wait`,
    [provider, messages / perSecond],
  );
  return Math.max(0, rows[0]?.wait ?? 0);
}
