/** A supplier takes nothing before this file stands in a run's folder. */
export const MARKER = 'READY';

/** The way a finished run leaves for elsewhere, in two steps so that no run can leave twice. */
export interface RunExit {
  /** Brings all files of a work folder across, under a name that nobody takes anything from. May be repeated. */
  prepare(name: string, work: string): Promise<void>;
  /** Shows what was prepared under a name to the supplier, by one rename; a second time it does nothing. */
  release(name: string, runId: string): Promise<void>;
}
