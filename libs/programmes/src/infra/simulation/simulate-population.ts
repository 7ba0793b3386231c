import type { EntityManager } from 'typeorm';
import { Probes } from '../../domain/simulation/probes';
import type { SimulationResult } from '../../domain/simulation/simulation';
import type { PairRequest } from './pair-sql';
import { pieceSql, type PieceRow } from './piece-sql';
import { countRegister, nextPiece, nextSize } from './pieces';
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
  const total = await countRegister(tx);
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
