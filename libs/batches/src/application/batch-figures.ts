import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';

/** How many contacts of a step are in which state, and why. */
export interface StepFigures {
  readonly step: string;
  readonly state: string;
  readonly reason: string | null;
  readonly count: number;
}

/** The states a contact can be in; what was selected is the sum over them. */
export const CONTACT_STATES = [
  'waiting',
  'in-progress',
  'handed-over',
  'suppressed',
  'held',
  'cancelled',
  'failed',
  'unknown',
] as const;
export type ContactState = (typeof CONTACT_STATES)[number];

/** One line of the reconciliation: what was selected for a step, and where every one of them is. */
export interface Reconciliation {
  readonly step: string;
  readonly selected: number;
  readonly states: Readonly<Record<ContactState, number>>;
  /** Always true; shown so that nobody has to add up by hand. */
  readonly addsUp: boolean;
}

/** A contact that has not gone out, and why. */
export interface UnsentContact {
  readonly contact: number;
  readonly resident: number;
  readonly step: string;
  readonly state: ContactState;
  readonly reason: string | null;
  /** The day from which it may go (plain date). */
  readonly due: string;
}

/** How many contacts of a batch have not gone out of a district, and why. */
export interface UnsentCount {
  /** Null: of nobody's district, or protected. */
  readonly district: string | null;
  readonly state: ContactState;
  readonly reason: string | null;
  readonly count: number;
}

/** Reads what became of batches. */
export class BatchFigures {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
  ) {}

  steps(batchId: number): Promise<StepFigures[]> {
    return this.databases.query(
      'kallelse_app',
      `SELECT step, state, reason, count(*) AS count FROM screening.contacts WHERE batch_id = $1
       GROUP BY step, state, reason ORDER BY min(id), state, reason`,
      [batchId],
    );
  }

  /** What was selected for the first step is counted by itself, so that a lost contact would show. */
  async reconcile(batchId: number): Promise<Reconciliation[]> {
    const [batch] = await this.databases.query<{ generated: number | null }>(
      'kallelse_app',
      'SELECT generated FROM screening.batches WHERE id = $1',
      [batchId],
    );
    const figures = await this.steps(batchId);
    const steps = [...new Set(figures.map(({ step }) => step))];
    return steps.map((step, index) => {
      const own = figures.filter((figure) => figure.step === step);
      const states = Object.fromEntries(
        CONTACT_STATES.map((state) => [state, total(own.filter((figure) => figure.state === state))]),
      ) as Record<ContactState, number>;
      const selected = index === 0 ? (batch?.generated ?? 0) : total(own);
      return {
        step,
        selected,
        states,
        addsUp: selected === Object.values(states).reduce((sum, n) => sum + n, 0),
      };
    });
  }

  /** The same as counts by district, as the round has it; live figures of the office, not for publication. */
  unsentByDistrict(batchId: number): Promise<UnsentCount[]> {
    return this.databases.query(
      'kallelse_app',
      `SELECT episode.district, contact.state, contact.reason, count(*)::int AS count FROM screening.contacts AS contact
       LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
       WHERE contact.batch_id = $1 AND contact.state <> 'handed-over' AND NOT (contact.state = 'waiting' AND contact.due_on > $2)
       GROUP BY 1, 2, 3 ORDER BY 1 NULLS LAST, 2, 3`,
      [batchId, today(this.clock)],
    );
  }

  /** Released batches of which some chunk is not done. */
  async unfinished(): Promise<number[]> {
    const rows = await this.databases.query<{ id: number }>(
      'kallelse_app',
      `SELECT DISTINCT batch_id AS id FROM screening.chunks WHERE state <> 'done' ORDER BY batch_id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Everybody in the batch to whom a contact has not gone out, by internal id; those that only wait come last. */
  unsent(batchId: number, limit: number): Promise<UnsentContact[]> {
    return this.databases.query(
      'kallelse_app',
      `SELECT id AS contact, resident_id AS resident, step, state, reason, due_on AS due FROM screening.contacts
       WHERE batch_id = $1 AND state <> 'handed-over' ORDER BY state = 'waiting', state, reason, id LIMIT $2`,
      [batchId, limit],
    );
  }
}

function total(figures: readonly StepFigures[]): number {
  return figures.reduce((sum, { count }) => sum + count, 0);
}
