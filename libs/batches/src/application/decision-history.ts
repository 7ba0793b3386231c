import {
  decide,
  explain,
  residencyOn,
  type DecisionStatus,
  type ExplainLanguage,
  type Resident,
} from '@kallelse/eligibility';
import { civilOf, isProblem, toDay, toPlainDate, type Day, type PlainDate } from '@kallelse/kernel';
import type { ResidentFactsReader } from '@kallelse/population';
import type { Programmes } from '@kallelse/programmes';
import type { BatchDecision, BatchOutcome, HistoryEntry, RequestEntry } from '../domain/history';
import type { ContactRow, GeneratedBatch, HistoryRows, RoundRow } from '../infra/history-rows';

/** Batches whose decision is made once more for one answer, the latest; the rounds of earlier ones are still told. */
const MOST_BATCHES = 24;
/** States in which nothing has happened to a message yet. */
const NOT_YET = ['waiting', 'in-progress'];

export interface HistoryRequest {
  readonly residentId: number;
  readonly programme: string;
  /** The last day that is told of. */
  readonly until: PlainDate;
  /** A batch that is asked about itself and so is no history. */
  readonly notBatch?: number;
  /** The sources as they were known, for what the resident asked for. */
  readonly resident: Resident;
  readonly language: ExplainLanguage;
}

/**
 * What was decided about somebody before, and what came of it. No batch keeps the decisions of those whom it did not
 * select, so each is made once more: by the version the batch was made with, from what was recorded at that moment.
 */
export class DecisionHistory {
  constructor(
    private readonly rows: HistoryRows,
    private readonly facts: ResidentFactsReader,
    private readonly programmes: Programmes,
  ) {}

  /** The earliest first. */
  async of(request: HistoryRequest): Promise<HistoryEntry[]> {
    const { residentId, programme, until, notBatch, resident } = request;
    const rounds = await this.rows.rounds(residentId, programme);
    const batches = await this.rows.batchesUntil(residentId, programme, until, MOST_BATCHES);
    const decisions: BatchDecision[] = [];
    for (const batch of batches.reverse()) {
      if (batch.id === notBatch) continue;
      const decided = await this.decided(batch, rounds, request);
      if (decided) decisions.push(decided);
    }
    const contacts = await this.rows.contacts(residentId, programme);
    const all: HistoryEntry[] = [
      ...requestEntries(resident, programme),
      ...decisions,
      ...rounds.filter(({ batch }) => batch !== notBatch).flatMap(roundEntries),
      ...contacts.filter(({ batch }) => batch !== notBatch).map(contactEntry),
    ];
    return all.filter(({ on }) => on <= until).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  }

  /** What a batch decided about the person; undefined when it was not about them. */
  private async decided(
    batch: GeneratedBatch,
    rounds: readonly RoundRow[],
    { residentId, programme, language }: HistoryRequest,
  ): Promise<BatchDecision | undefined> {
    const { asOf, decidedAt, on } = batch;
    const resident = await this.residentThen(residentId, batch);
    if (!resident) return undefined;
    if (batch.episode === null && !(await this.weighs(batch, programme, resident))) return undefined;
    const { definition } = await this.programmes.byId(batch.definitionId);
    const decision = decide(resident, definition, asOf);
    return {
      kind: 'batch',
      on,
      batch: batch.id,
      asOf,
      decidedAt: decidedAt.toISOString(),
      outcome: outcomeOf(batch, decision.status, rounds),
      hash: definition.hash,
      decision,
      reasons: explain(decision, resident, definition, asOf, language).reasons,
    };
  }

  /** Nobody when the person was not in the register yet. */
  private async residentThen(
    residentId: number,
    { asOf, decidedAt, refs }: GeneratedBatch,
  ): Promise<Resident | undefined> {
    try {
      return await this.facts.read(residentId, asOf, { at: decidedAt, without: refs });
    } catch (error) {
      if (isProblem(error) && ['RESIDENT_UNKNOWN', 'RESIDENT_FACTS'].includes(error.code)) return undefined;
      throw error;
    }
  }

  /** Whether region, filters and the regions with rules of their own let the person through. */
  private async weighs(batch: GeneratedBatch, programme: string, resident: Resident): Promise<boolean> {
    const { region, filters, asOf, on, definitionId } = batch;
    const home = residencyOn(resident, toDay(asOf));
    if (!isIn(filters.districts, home?.district) || !isIn(filters.municipalities, home?.municipality))
      return false;
    if (!isIn(filters.birthMonths, civilOf(resident.birth).month)) return false;
    if (region !== null) return home?.region === region;
    return (await this.programmes.active(programme, home?.region ?? null, asOf, on)).id === definitionId;
  }
}

function isIn<T>(list: readonly T[] | undefined, value: T | undefined): boolean {
  return list === undefined || (value !== undefined && list.includes(value));
}

function outcomeOf(
  { id, episode, on }: GeneratedBatch,
  status: DecisionStatus,
  rounds: readonly RoundRow[],
): BatchOutcome {
  if (episode !== null) return 'selected';
  if (status !== 'invite') return 'not-due';
  const inRound = rounds.some(
    ({ batch, openedOn, closedOn }) => batch !== id && openedOn <= on && (closedOn === null || closedOn > on),
  );
  return inRound ? 'open-round' : 'capacity';
}

/** Opt-outs, deferrals and manual routes of the programme. */
function requestEntries(resident: Resident, programme: string): RequestEntry[] {
  const ours = <T extends { programme?: string | undefined }>(all: readonly T[]): T[] =>
    all.filter((one) => one.programme === programme);
  return [
    ...ours(resident.optOuts).map(({ kind, from, until, revoked }): RequestEntry => ({
      kind: 'opt-out',
      on: toPlainDate(from),
      way: kind,
      ...dated('until', until),
      ...dated('revoked', revoked),
    })),
    ...ours(resident.events)
      .filter(({ type }) => type === 'deferral')
      .map(({ from, until }): RequestEntry => ({
        kind: 'deferral',
        on: toPlainDate(from),
        ...dated('until', until),
      })),
    ...ours(resident.manual).map(({ kind, from, until }): RequestEntry => ({
      kind: 'manual',
      on: toPlainDate(from),
      way: kind,
      ...dated('until', until),
    })),
  ];
}

function dated(name: 'until' | 'revoked', day: Day): { until?: PlainDate; revoked?: PlainDate } {
  return Number.isFinite(day) ? { [name]: toPlainDate(day) } : {};
}

function roundEntries({
  episode,
  batch,
  definition,
  openedOn,
  closedOn,
  closeReason,
}: RoundRow): HistoryEntry[] {
  return [
    { kind: 'round-began', on: openedOn, episode, batch, definition },
    ...(closedOn === null
      ? []
      : [{ kind: 'round-ended', on: closedOn, episode, reason: closeReason ?? '' } as const]),
  ];
}

function contactEntry({ dueOn, handedOverOn, changedOn, ...contact }: ContactRow): HistoryEntry {
  const on = handedOverOn ?? (NOT_YET.includes(contact.state) ? dueOn : changedOn);
  return { kind: 'contact', on, ...contact };
}
