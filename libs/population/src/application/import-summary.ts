/** What an import did; every count in words that the office uses. */
export interface ImportSummary {
  readonly importId: number;
  /** True: this very file had been imported before, so nothing was done. */
  readonly repeated: boolean;
  /** Whether a control file vouched for the file. */
  readonly controlled: boolean;
  readonly rows: number;
  /** What became of the rows, each counted once: together with `rejected` they are `rows`. */
  readonly counts: Readonly<Record<string, number>>;
  /** What else came of them. */
  readonly further: Readonly<Record<string, number>>;
  readonly rejected: number;
  /** Path of the rejected-rows file, when a row was rejected. */
  readonly rejectedFile?: string;
}

/** Tells how far a long import has come. */
export type Progress = (line: string) => void;
