/** How a command ended, see the exit codes in the README: 0 done, 1 refused or failed, 2 usage, 3 bad input lines. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** What a command is given beside its arguments. */
export interface Terminal {
  /** Writes the command's result to standard output; resolves when there is room for more. */
  out(text: string): Promise<void>;
  /** Writes a message for a person to standard error. */
  note(text: string): void;
  /** Fires when nobody reads standard output any more (`| head`): stop producing, but finish what changes data. */
  readonly unread: AbortSignal;
}

/** The code behind a command, loaded when it is called. */
export interface CommandModule {
  run(args: readonly string[], terminal: Terminal): Promise<ExitStatus>;
}

/** A command: what is told about it, and where its code is. */
export interface Command {
  /** One to three words: `migrate`, `batch preview`, `residents reviews approve`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name: `--definition FILE [--json]`. */
  readonly usage: string;
  /** Full argument lists that work, each shown after `kallelse `. */
  readonly examples: readonly string[];
  readonly load: () => Promise<CommandModule>;
}
