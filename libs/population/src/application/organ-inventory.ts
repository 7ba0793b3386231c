import { readReason, Rights, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { readEffective, type SaidOrgan, type SpokenSource } from '../domain/organ-statement';
import { lockImports } from '../infra/import-ledger';
import { appendStatements, withdrawStatement, type StatementMoment } from '../infra/organs/append-statements';
import {
  ORGANS_NOW,
  REPLIES,
  STATEMENTS,
  type ShownOrgan,
  type ShownReply,
  type ShownStatement,
} from '../infra/organs/inventory-rows';
import { residentNotThere } from '../infra/resident-not-there';

export type { ShownOrgan, ShownReply, ShownStatement } from '../infra/organs/inventory-rows';

/** Whose inventory, for whom, and why. */
export interface InventoryRequest {
  readonly resident: number;
  readonly actor: Actor;
  readonly reason: string;
}

/** What a clinic or the resident says. */
export interface RecordRequest extends InventoryRequest {
  readonly said: readonly SaidOrgan[];
  readonly source: SpokenSource;
  /** From which day it holds; absent: today. */
  readonly effective?: string | undefined;
}

/** The organ inventory of a resident; masked for everybody without the right, who learns nothing but that. */
export type ShownInventory =
  | { readonly resident: number; readonly isMasked: true }
  | {
      readonly resident: number;
      readonly isMasked: false;
      readonly organs: readonly ShownOrgan[];
      readonly statements: readonly ShownStatement[];
      readonly replies: readonly ShownReply[];
    };

/**
 * Organ statements by hand (product.md, "Organ inventory"): seen, recorded and withdrawn only with the right
 * `organ-inventory` and a reason, every time in the audit log.
 */
export class OrganInventory {
  private readonly rights: Rights;

  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {
    this.rights = new Rights(databases, clock, audit);
  }

  /** @throws ProblemError RESIDENT_UNKNOWN, or RESIDENT_MERGED with the id to ask for */
  async show({ resident, actor, reason }: InventoryRequest): Promise<ShownInventory> {
    const why = readReason(reason);
    const isMasked = !(await this.rights.has(actor, 'organ-inventory'));
    const read = <T>(text: string): Promise<T[]> =>
      this.databases.query<T>('kallelse_import', text, [resident]);
    const organs = await read<ShownOrgan>(ORGANS_NOW);
    if (organs.length === 0) throw await residentNotThere(this.databases, resident, 'organs show');
    const [statements, replies] = [await read<ShownStatement>(STATEMENTS), await read<ShownReply>(REPLIES)];
    const action = isMasked ? 'organs.show-masked' : 'organs.show';
    await this.audit.record({ actor, action, residentId: resident, reason: why });
    return isMasked ? { resident, isMasked } : { resident, isMasked, organs, statements, replies };
  }

  /** Takes down what is said. @returns how many statements are new; 0 when all of it stood already */
  record({ said, source, effective, ...request }: RecordRequest): Promise<number> {
    return this.change('organs.record', request, async (tx, moment) => {
      const from = readEffective(effective, moment.today);
      const about = { residentId: request.resident, source, effective: from };
      return appendStatements(
        tx,
        said.map((one) => ({ ...about, ...one })),
        moment,
      );
    });
  }

  /** Withdraws a statement from today on. @throws ProblemError STATEMENT_UNKNOWN */
  async withdraw(request: InventoryRequest & { readonly statement: number }): Promise<void> {
    await this.change('organs.withdraw', request, async (tx, moment) => {
      const { resident: residentId, statement: seq } = request;
      if (await withdrawStatement(tx, { residentId, seq }, moment)) return 1;
      throw new ProblemError(
        'STATEMENT_UNKNOWN',
        `resident ${residentId} has no statement of this number that stands`,
        { fix: `see them with: kallelse organs show ${residentId} --reason TEXT` },
      );
    });
  }

  private async change(
    action: string,
    { resident, actor, reason }: InventoryRequest,
    work: (tx: EntityManager, moment: StatementMoment) => Promise<number>,
  ): Promise<number> {
    const why = readReason(reason);
    await this.rights.must(actor, 'organ-inventory');
    return this.databases.transaction('kallelse_import', async (tx) => {
      await lockImports(tx);
      const [known] = await tx.query<unknown[]>(
        'SELECT 1 FROM screening.resident_facts WHERE resident_id = $1',
        [resident],
      );
      if (!known) throw await residentNotThere(this.databases, resident, 'organs show');
      const statements = await work(tx, {
        now: this.clock.now(),
        today: today(this.clock),
        by: actor.user,
      });
      await this.audit.record({
        actor,
        action,
        residentId: resident,
        reason: why,
        details: { statements },
      });
      return statements;
    });
  }
}
