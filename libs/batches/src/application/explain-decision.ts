import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import {
  decide,
  definitionId,
  explain,
  residencyOn,
  type Decision,
  type ExplainLanguage,
  type Explanation,
} from '@kallelse/eligibility';
import { dateInStockholm, ProblemError, toDay, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { ResidentFactsReader } from '@kallelse/population';
import type { Programmes, ProgrammeVersion } from '@kallelse/programmes';
import type { ToldEntry } from '../domain/history';
import { historyText } from '../domain/history-text';
import type { GeneratedBatch, HistoryRows } from '../infra/history-rows';
import type { DecisionHistory } from './decision-history';

export interface ExplainRequest {
  readonly residentId: number;
  readonly programme: string;
  /** Absent: today, or the day of the batch. */
  readonly asOf?: PlainDate;
  /** Decide with what was known by the end of that day; absent: with what is known now. */
  readonly knownAt?: PlainDate;
  /** Decide as this batch did: its day, its rules, and what was recorded at that moment. */
  readonly batch?: number;
  readonly language: ExplainLanguage;
  /** Who reads, and why: explaining a person is reading about them. */
  readonly actor: Actor;
  readonly reason?: string | undefined;
}

/** The version that decided, and who stands for it. */
export interface DecidingRules {
  /** `cervical@2026.1` */
  readonly definition: string;
  readonly hash: string;
  /** Null: national. */
  readonly region: string | null;
  readonly validFrom: PlainDate;
  readonly submittedBy: string;
  readonly approvedBy: string | null;
  readonly approvedOn: PlainDate | null;
  /** The values of its parameters. */
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
}

/** The round that is open on the day decided for; it keeps the version it began under. */
export interface PinnedRound {
  readonly episode: number;
  readonly openedOn: PlainDate;
  readonly definition: string;
  readonly hash: string;
}

export interface ExplainedDecision {
  readonly resident: number;
  readonly asOf: PlainDate;
  /** A day, or the moment of the batch; null: now. */
  readonly knownAt: string | null;
  readonly decision: Decision;
  readonly explanation: Explanation;
  readonly rules: DecidingRules;
  readonly openRound: PinnedRound | null;
  readonly history: readonly ToldEntry[];
}

/** What a decision is made of: as of when, from what, by which version (absent: the one in force). */
interface Grounds {
  readonly asOf: PlainDate;
  readonly knownAt?: PlainDate | Date;
  readonly without: readonly string[];
  readonly definitionId?: number;
}

/**
 * Decides one resident again, from the sources as they were known, says why, and tells what was decided before; records
 * the reading. What a batch of the day asked about brought about is left out: a round is no ground of the decision that
 * began it, so that an old decision is given again as it was.
 */
export class ExplainDecision {
  constructor(
    private readonly facts: ResidentFactsReader,
    private readonly programmes: Programmes,
    private readonly rows: HistoryRows,
    private readonly history: DecisionHistory,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async run(request: ExplainRequest): Promise<ExplainedDecision> {
    const why = request.reason === undefined ? {} : { reason: readReason(request.reason) };
    const { actor, residentId, programme, language } = request;
    const { asOf, knownAt, without, definitionId } = await this.groundsOf(request);
    const known = { ...(knownAt === undefined ? {} : { at: knownAt }), without };
    const resident = await this.facts.read(residentId, asOf, known);
    const until = knownAt instanceof Date ? dateInStockholm(knownAt) : knownAt;
    const region = residencyOn(resident, toDay(asOf))?.region ?? null;
    const version =
      definitionId === undefined
        ? await this.programmes.active(programme, region, asOf, until)
        : await this.programmes.byId(definitionId);
    const { definition } = version;
    const decision = decide(resident, definition, asOf);
    await this.audit.record({ actor, action: 'residents.explain', residentId, subject: programme, ...why });
    const entries = await this.history.of({
      residentId,
      programme,
      until: until ?? today(this.clock),
      ...(request.batch === undefined ? {} : { notBatch: request.batch }),
      resident,
      language,
    });
    return {
      resident: residentId,
      asOf,
      knownAt: knownAt instanceof Date ? knownAt.toISOString() : (knownAt ?? null),
      decision,
      explanation: explain(decision, resident, definition, asOf, language),
      rules: rulesOf(version),
      openRound: await this.openRound(residentId, programme, asOf, until ?? today(this.clock)),
      history: entries.map((entry) => ({ ...entry, text: historyText(entry, definition, language) })),
    };
  }

  private async groundsOf(request: ExplainRequest): Promise<Grounds> {
    const { residentId, programme, batch: id, knownAt } = request;
    if (id !== undefined) return this.groundsOfBatch(residentId, programme, id);
    const asOf = request.asOf ?? today(this.clock);
    if (knownAt === undefined) return { asOf, without: [] };
    const batches = await this.rows.batchesOn(residentId, programme, knownAt, asOf);
    const made = batches.filter(({ episode }) => episode !== null);
    return { asOf, knownAt, without: made.flatMap(({ refs }) => refs), ...pinned(made[0]) };
  }

  private async groundsOfBatch(residentId: number, programme: string, id: number): Promise<Grounds> {
    const batch = await this.rows.batch(residentId, programme, id);
    if (!batch)
      throw new ProblemError('BATCH_NOT_GENERATED', 'this batch has decided about nobody in this programme', {
        fix: 'give a generated batch of the programme: kallelse batch status',
      });
    const { asOf, decidedAt, refs } = batch;
    return { asOf, knownAt: decidedAt, without: refs, ...pinned(batch) };
  }

  private async openRound(
    residentId: number,
    programme: string,
    asOf: PlainDate,
    known: PlainDate,
  ): Promise<PinnedRound | null> {
    const round = (await this.rows.rounds(residentId, programme)).find(
      ({ openedOn, closedOn }) =>
        openedOn <= asOf && openedOn <= known && (closedOn === null || closedOn > asOf || closedOn > known),
    );
    if (!round) return null;
    const { episode, openedOn, definition, hash } = round;
    return { episode, openedOn, definition, hash };
  }
}

function pinned(batch: GeneratedBatch | undefined): { definitionId?: number } {
  return batch ? { definitionId: batch.definitionId } : {};
}

function rulesOf({
  region,
  validFrom,
  submittedBy,
  approvedBy,
  approvedOn,
  definition,
}: ProgrammeVersion): DecidingRules {
  return {
    definition: definitionId(definition),
    hash: definition.hash,
    region,
    validFrom,
    submittedBy,
    approvedBy,
    approvedOn,
    parameters: Object.fromEntries(definition.parameters.map(({ name, value }) => [name, value])),
  };
}
