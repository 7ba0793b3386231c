import type { Actor, AuditLog } from '@kallelse/access';
import type { Databases } from '@kallelse/platform';
import { rebuildCube, refreshCube, type CubeRefresh } from '../infra/cube';

/** Keeps the cube of participation. */
export class ParticipationCube {
  constructor(
    private readonly databases: Databases,
    private readonly audit: AuditLog,
  ) {}

  /** Counts again what has changed since. */
  refresh(): Promise<CubeRefresh> {
    return this.databases.transaction('kallelse_publisher', refreshCube);
  }

  /** Counts everything anew. */
  async rebuild(actor: Actor): Promise<CubeRefresh> {
    await this.audit.record({ actor, action: 'participation.rebuild' });
    return this.databases.transaction('kallelse_publisher', rebuildCube);
  }
}
