import { ProblemError } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

/** Who gives codes, and how many wrong ones an hour before nothing more is taken from there. */
export interface CodeGiver {
  /** Opaque and without personal data: `1177:SESSION`, `file:anna`. */
  readonly name: string;
  readonly most: number;
}

/** Hours that are remembered. */
const KEPT = `interval '2 days'`;
const WINDOW = `interval '1 hour'`;

/**
 * Refuses whoever has given too many wrong codes within the last hour or so, right codes too: otherwise the answer to one
 * would tell. Counted in rows, so that all processes know.
 * @throws ProblemError CODES_THROTTLED
 */
export async function mustNotGuess(
  tx: EntityManager,
  givers: readonly CodeGiver[],
  now: Date,
): Promise<void> {
  for (const { name, most } of givers) {
    const [row] = await tx.query<{ wrong: number }[]>(
      `SELECT coalesce(sum(wrong), 0)::int AS wrong FROM screening.code_guesses
       WHERE source = $1 AND hour > date_trunc('hour', $2::timestamptz) - ${WINDOW} - interval '1 minute'`,
      [name, now],
    );
    if ((row?.wrong ?? 0) < most) continue;
    throw new ProblemError(
      'CODES_THROTTLED',
      'too many wrong codes have come from here; nothing more is taken',
      {
        fix: 'wait two hours, or answer by phone: kallelse organs answer',
      },
    );
  }
}

/** Notes wrong codes. */
export async function noteGuesses(
  tx: EntityManager,
  givers: readonly CodeGiver[],
  wrong: number,
  now: Date,
): Promise<void> {
  if (wrong === 0) return;
  for (const { name } of givers)
    await tx.query(
      `INSERT INTO screening.code_guesses (source, hour, wrong) VALUES ($1, date_trunc('hour', $3::timestamptz), $2)
       ON CONFLICT (source, hour) DO UPDATE SET wrong = code_guesses.wrong + excluded.wrong`,
      [name, wrong, now],
    );
  await tx.query(`DELETE FROM screening.code_guesses WHERE hour < $1::timestamptz - ${KEPT}`, [now]);
}
