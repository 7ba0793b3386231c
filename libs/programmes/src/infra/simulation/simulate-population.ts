import type { EntityManager } from 'typeorm';
import { Probes } from '../../domain/simulation/probes';
import type { SimulationResult } from '../../domain/simulation/simulation';
import type { PairRequest } from './pair-sql';
import { pieceSql, type PieceRow } from './piece-sql';
import { SimulationCount } from './simulation-count';

/** Residents looked at, of all there are to look at. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface PopulationRequest extends PairRequest {
  /** Most examples of each change. */
  readonly examples: number;
  /** Residents of the first piece; later ones are as large as takes about two seconds. */
  readonly firstPiece?: number;
  readonly onProgress: (progress: Progress) => Promise<void>;
}

const FIRST_PIECE = 5_000;
const SECONDS_A_PIECE = 2;
const LARGEST_PIECE = 500_000;

/**
 * Decides everybody by both definitions, piece by piece of the register, in a transaction of kallelse_selection that can
 * write nothing and sees one state of the register throughout.
 */
export async function simulatePopulation(
  tx: EntityManager,
  request: PopulationRequest,
): Promise<SimulationResult> {
  await tx.query('SET TRANSACTION READ ONLY');
  // The planner thinks evaluating rules so dear that sorting before grouping seems to cost nothing.
  await tx.query('SET LOCAL enable_sort = off');
  // It also thinks that there are nearly as many groups as residents, and so would not hash them; there are few.
  await tx.query('SET LOCAL hash_mem_multiplier = 100');
  const [all] = await tx.query<{ total: number }[]>(
    'SELECT count(*)::int AS total FROM screening.resident_facts',
  );
  const total = all?.total ?? 0;
  const probes = new Probes(request.draft);
  const count = new SimulationCount(request, request.examples, probes);
  let size = request.firstPiece ?? FIRST_PIECE;
  let first = 0;
  for (let done = 0; done < total;) {
    const start = performance.now();
    const piece = await nextPiece(tx, first, size);
    if (!piece) break;
    const { text, values } = pieceSql(
      request,
      { first, last: piece.last },
      { examples: request.examples, probes: probes.unsettled() },
    );
    count.add(await tx.query<PieceRow[]>(text, values));
    done += piece.residents;
    first = piece.last + 1;
    if (request.firstPiece === undefined) size = nextSize(size, (performance.now() - start) / 1000);
    await request.onProgress({ done, total });
  }
  return count.result();
}

/** The last id of the next residents, and how many they are. */
async function nextPiece(
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

function nextSize(size: number, seconds: number): number {
  const factor = Math.min(4, Math.max(0.25, SECONDS_A_PIECE / Math.max(seconds, 0.001)));
  return Math.min(LARGEST_PIECE, Math.max(1000, Math.round(size * factor)));
}
