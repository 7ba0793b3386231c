import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAdmin, EmbeddedDatabase, embeddedServer } from '@kallelse/platform';
import { COMMANDS } from '../../apps/cli/src/commands';
import { run } from '../../apps/cli/src/run';
import { childVariables, withVariables } from './environment';
import { KeptTerminal } from './kept-terminal';
import { type CommandResult, PROGRAM, runProgram } from './program';
import { FAST } from './server';
import { NODE_FROM_SOURCES } from './sources';

/** A screening office of a spec's own: an empty data folder with its embedded database, and the command line. */
export interface TestOffice {
  readonly folder: string;
  readonly printFolder: string;
  /** Runs a command within this process, as the program would. */
  kallelse(...args: readonly string[]): Promise<CommandResult>;
  /** Runs a command that must succeed, and returns what it printed. */
  done(...args: readonly string[]): Promise<string>;
  /** The same with `--json`, read. */
  json<T>(...args: readonly string[]): Promise<T>;
  /** Runs the program as a process of its own until it ends, under further variables (empty: not set). */
  program(args: readonly string[], variables?: Readonly<Record<string, string>>): Promise<CommandResult>;
  /** Starts the program as a process of its own, to be waited for or killed. */
  start(args: readonly string[]): ChildProcess;
  /** Asks the database as its owner, whom no row is hidden from. */
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Does something under the office's environment variables. */
  under<T>(work: () => Promise<T>): Promise<T>;
  /** The environment variables that commands get. */
  variables(): Readonly<Record<string, string>>;
  /** Further environment variables for commands from now on. */
  set(variables: Readonly<Record<string, string>>): void;
}

const SETUP_TIMEOUT_MS = 120_000;

/**
 * Gives the spec file (or `describe`) that calls it an office, and takes it down at the end.
 * @param settings further settings of its database server
 */
export function testOffice(
  variables: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
): TestOffice {
  const folder = mkdtempSync(join(tmpdir(), 'kallelse-office-'));
  let environment: Record<string, string> = { ...variables, KALLELSE_DATA: folder };
  let database: EmbeddedDatabase;

  beforeAll(async () => {
    chmodSync(folder, 0o711); // as root: the account that runs PostgreSQL has to pass through
    database = await EmbeddedDatabase.attach({
      dataFolder: folder,
      graceSeconds: 60,
      settings: { ...FAST, ...settings },
      nodeArguments: NODE_FROM_SOURCES,
    });
  }, SETUP_TIMEOUT_MS);
  afterAll(async () => {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const kallelse = async (...args: readonly string[]): Promise<CommandResult> => {
    const terminal = new KeptTerminal();
    const status = await withVariables(environment, () => run(args, COMMANDS, terminal, '0'));
    return { status, output: terminal.output, notes: terminal.notes };
  };
  const done = async (...args: readonly string[]): Promise<string> => {
    const { status, output, notes } = await kallelse(...args);
    if (status !== 0) throw new Error(`${args.slice(0, 2).join(' ')} ended with ${status}: ${notes}`);
    return output;
  };
  return {
    folder,
    printFolder: join(folder, 'artefacts', 'print'),
    kallelse,
    done,
    json: async <T>(...args: readonly string[]) => JSON.parse(await done(...args, '--json')) as T,
    program: (args, more = {}) => runProgram(args, { ...environment, ...more }),
    start: (args) =>
      spawn(process.execPath, [PROGRAM, ...args], { stdio: 'pipe', env: childVariables(environment) }),
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      asAdmin(embeddedServer(database.address), async (client) => {
        return (await client.query<Row & object>(sql, [...values])).rows;
      }),
    under: (work) => withVariables(environment, work),
    variables: () => environment,
    set: (more) => {
      environment = { ...environment, ...more };
    },
  };
}
