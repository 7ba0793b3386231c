import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { definitionId } from '@kallelse/eligibility';
import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { Not } from 'typeorm';
import { DefinitionEntity } from '../infra/definition.entity';
import type { Programmes } from './programmes';
import type { ProgrammeVersion } from './stored-version';

/** A version withdrawn, and what is in force in its place from today on. */
export interface Withdrawn {
  readonly version: ProgrammeVersion;
  readonly inForce: ProgrammeVersion | null;
}

/**
 * Withdraws a version for good: nothing is decided by it from today on, and the send gate lets nothing more through that
 * was decided by it. One person is enough: stopping must not wait.
 */
export class WithdrawProgramme {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
  ) {}

  async run(
    name: { readonly programme: string; readonly version: string; readonly region?: string | null },
    actor: Actor,
    reason: string,
  ): Promise<Withdrawn> {
    const why = readReason(reason);
    const { id, region, definition, state } = await this.programmes.show(
      name.programme,
      name.version,
      name.region ?? null,
    );
    if (state !== 'withdrawn') {
      const details = { region, hash: definition.hash };
      const subject = definitionId(definition);
      await this.audit.record({ actor, action: 'programme.withdraw', subject, reason: why, details });
      const repository = (await this.databases.source('kallelse_app')).getRepository(DefinitionEntity);
      await repository.update(
        { id, state: Not('withdrawn') },
        { state: 'withdrawn', withdrawnBy: actor.user, withdrawnAt: this.clock.now(), withdrawnReason: why },
      );
    }
    const active = await this.programmes.activeProgrammes(region, today(this.clock));
    const inForce = active.find((one) => one.definition.programme === definition.programme) ?? null;
    return { version: await this.programmes.byId(id), inForce };
  }
}
