import type { EntityManager } from 'typeorm';

const SECONDS_A_PIECE = 2;
const LARGEST_PIECE = 500_000;

/** How many residents there are to look at. */
export async function countRegister(tx: EntityManager): Promise<number> {
  const [all] = await tx.query<{ total: number }[]>(
    'SELECT count(*)::int AS total FROM screening.resident_facts',
  );
  return all?.total ?? 0;
}

/** The last id of the next residents, and how many they are. */
export async function nextPiece(
  tx: EntityManager,
  first: number,
  size: number,
): Promise<{ last: number; residents: number } | undefined> {
  const [piece] = await tx.query<{ last: number | null; residents: number }[]>(
    `SELECT max(resident_id) AS last, count(*)::int AS residents FROM (
       SELECT resident_id FROM screening.resident_facts WHERE resident_id >= $1 ORDER BY resident_id LIMIT $2) AS next`,
    [first, size],
  );
  return piece && piece.last !== null ? { last: piece.last, residents: piece.residents } : undefined;
}

/** How many residents take about two seconds, by how long so many took. */
export function nextSize(size: number, seconds: number): number {
  const factor = Math.min(4, Math.max(0.25, SECONDS_A_PIECE / Math.max(seconds, 0.001)));
  return Math.min(LARGEST_PIECE, Math.max(1000, Math.round(size * factor)));
}
