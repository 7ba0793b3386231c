import {
  decodeDecision,
  type DecisionRow,
  type DecisionStatus,
  type Definition,
} from '@kallelse/eligibility';
import { toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import { SliceCount, TransitionCount } from '../../domain/simulation/population-count';
import type { Probes } from '../../domain/simulation/probes';
import { ReasonCount } from '../../domain/simulation/reason-count';
import type { SimulationResult } from '../../domain/simulation/simulation';
import { PART, statusAt, WORD, type PieceRow } from './piece-sql';
import type { PairRequest, Side } from './pair-sql';

/** Adds up the pieces of a simulation. Holds as much as there are districts, municipalities, years and reasons. */
export class SimulationCount {
  private readonly reasons: ReasonCount;
  private readonly transitions: TransitionCount;
  private readonly municipalities = new SliceCount<string>();
  private readonly districts = new SliceCount<string>();
  private readonly areaTypes = new SliceCount<number>();
  private readonly birthYears = new SliceCount<number>();
  private population = 0;

  constructor(
    private readonly request: PairRequest,
    examples: number,
    private readonly probes: Probes,
  ) {
    this.reasons = new ReasonCount(request.asOf);
    this.transitions = new TransitionCount(examples);
  }

  add(rows: readonly PieceRow[]): void {
    for (const row of rows) {
      if (row.part === PART.draft) this.addDecision('d', this.request.draft, row);
      else if (row.part === PART.base) this.addDecision('b', this.request.base, row);
      else this.addPair(row);
    }
    this.learn(rows.filter(({ part }) => part === PART.birthYear));
  }

  result(): SimulationResult {
    const { asOf, base } = this.request;
    const transitions = this.transitions.transitions();
    const changes: Record<string, number> = {};
    for (const { change, count } of transitions) changes[change] = (changes[change] ?? 0) + count;
    return {
      asOf,
      population: this.population,
      decisions: { draft: this.reasons.statuses('draft'), base: this.reasons.statuses('base') },
      changes: changes,
      changeShare: base ? this.transitions.share() : null,
      transitions,
      reasons: this.reasons.simulatedReasons(),
      municipalities: this.municipalities.slices(),
      districts: this.districts.slices(),
      areaTypes: this.areaTypes.slices(),
      birthYears: this.birthYears.slices(),
      dueMonths: this.reasons.dueMonths(),
      lints: this.probes.lints(asOf, this.population),
    };
  }

  private addDecision(side: Side, definition: Definition | undefined, row: PieceRow): void {
    if (!definition) return;
    const month = row[`${side}_month`] as number | null;
    const decision = decodeDecision(
      definition,
      this.request.asOf,
      decisionRow(side, row, month, this.request.asOf),
    );
    this.reasons.add(side === 'd' ? 'draft' : 'base', decision, month, row.residents);
  }

  private addPair(row: PieceRow): void {
    const [draft, base] = [statusAt(row.d_status), statusAt(row.b_status)];
    if (!draft) throw new Error('a resident has no decision');
    const add = <Value extends string | number>(slices: SliceCount<Value>, value: Value | null): void =>
      slices.add(value, base, draft, row.residents);
    if (row.part === PART.place) {
      add(this.municipalities, row.municipality);
      add(this.districts, row.district);
      add(this.areaTypes, row.area_type);
      return;
    }
    this.population += row.residents;
    add(this.birthYears, row.birth_year);
    if (base) this.move(base, draft, row);
  }

  private move(from: DecisionStatus, to: DecisionStatus, { residents, examples }: PieceRow): void {
    this.transitions.add(from, to, residents, examples ?? []);
  }

  /** Bits of the probes, joined over the groups of one counting. */
  private learn(rows: readonly PieceRow[]): void {
    if (rows.length === 0) return;
    const bit = (row: PieceRow, name: 'any' | 'all', index: number): boolean =>
      Math.floor(Number(row[`${name}${Math.floor(index / WORD)}`]) / 2 ** (index % WORD)) % 2 === 1;
    this.probes.learn(
      this.probes.unsettled().map((_, index) => ({
        met: rows.some((row) => bit(row, 'any', index)),
        unmet: rows.some((row) => !bit(row, 'all', index)),
      })),
    );
  }
}

/** A group as a row of a compiled statement: its due date stands for any of the same month. */
function decisionRow(side: Side, row: PieceRow, month: number | null, asOf: PlainDate): DecisionRow {
  const own = Object.entries(row).flatMap(([name, value]) =>
    name.startsWith(`${side}_`) ? [[name.slice(2), value] as const] : [],
  );
  const dueOn = month === null ? null : month < 0 ? asOf : toPlainDate(toDay(asOf) + 1);
  return {
    ...Object.fromEntries(own),
    resident_id: 0,
    due_on: dueOn,
    enquiry_until: null,
  } as unknown as DecisionRow;
}
