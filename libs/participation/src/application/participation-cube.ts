import type { Databases } from '@kallelse/platform';
import { rebuildCube, refreshCube, type CubeRefresh } from '../infra/cube';

/** Keeps the cube of participation. */
export class ParticipationCube {
  constructor(private readonly databases: Databases) {}

  /** Counts again what has changed since. */
  refresh(): Promise<CubeRefresh> {
    return this.databases.transaction('kallelse_publisher', refreshCube);
  }

  /** Counts everything anew. */
  rebuild(): Promise<CubeRefresh> {
    return this.databases.transaction('kallelse_publisher', rebuildCube);
  }
}
