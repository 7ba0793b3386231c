/** How a command ends: 0 done, 1 refused or failed, 2 bad definition or usage, 3 bad input lines. */
export type ExitCode = 1 | 2 | 3;

/**
 * A failure with a stable code that a user can act on. `message` says what is wrong and where, `fix` what to do about
 * it. Neither may hold personal data: ids, codes, counts, file names and column names only.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    /** Stable, upper case: `BATCH_NOT_APPROVED`. */
    readonly code: string,
    message: string,
    readonly options: { readonly fix?: string; readonly exitCode?: ExitCode; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
  }

  get exitCode(): ExitCode {
    return this.options.exitCode ?? 1;
  }
}

export function isProblem(error: unknown): error is ProblemError {
  return error instanceof ProblemError;
}

/** For the last branch of a switch over a union: a kind added later fails to compile, and throws if it slips through. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
