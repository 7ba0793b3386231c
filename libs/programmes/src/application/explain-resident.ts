import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import {
  decide,
  explain,
  type Decision,
  type ExplainLanguage,
  type Explanation,
} from '@kallelse/eligibility';
import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { ResidentFactsReader } from '@kallelse/population';
import type { Programmes } from './programmes';

export interface ExplainRequest {
  readonly residentId: number;
  readonly programme: string;
  /** Absent: today. */
  readonly asOf?: PlainDate;
  /** Decide with what was known then; absent: with what is known now. */
  readonly knownAt?: PlainDate;
  readonly language: ExplainLanguage;
  /** Who reads, and why: explaining a person is reading about them. */
  readonly actor: Actor;
  readonly reason?: string | undefined;
}

/** Decides one resident again, from the sources, and says why; records the reading. */
export class ExplainResident {
  constructor(
    private readonly facts: ResidentFactsReader,
    private readonly programmes: Programmes,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async run(request: ExplainRequest): Promise<{ decision: Decision; explanation: Explanation }> {
    const why = request.reason === undefined ? {} : { reason: readReason(request.reason) };
    const asOf = request.asOf ?? today(this.clock);
    const resident = await this.facts.read(request.residentId, asOf, {
      ...(request.knownAt === undefined ? {} : { at: request.knownAt }),
    });
    const region = resident.residencies.at(-1)?.region ?? null;
    const { definition } = await this.programmes.active(request.programme, region, asOf);
    const decision = decide(resident, definition, asOf);
    const { actor, residentId, programme: subject } = request;
    await this.audit.record({ actor, action: 'residents.explain', residentId, subject, ...why });
    return { decision, explanation: explain(decision, resident, definition, asOf, request.language) };
  }
}
