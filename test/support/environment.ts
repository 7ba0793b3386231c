import { randomInt } from 'node:crypto';

/** What the global setup tells every spec process through its environment, and what a person may set for a test run. */
export const testEnvironment = {
  /** A PostgreSQL server to test on; its roles and databases are made and dropped, so it must be a disposable one. */
  get databaseUrl(): string | undefined {
    return process.env.TEST_DATABASE_URL;
  },
  /** A Redis server to run the queue suite on as well. */
  get redisUrl(): string | undefined {
    return process.env.TEST_REDIS_URL;
  },
  /** Data folder of the embedded server of this run. */
  get folder(): string {
    return told('TEST_RUN_FOLDER', process.env.TEST_RUN_FOLDER);
  },
  /** Part of the name of everything this run makes on a server. */
  get runId(): string {
    return told('TEST_RUN_ID', process.env.TEST_RUN_ID);
  },
};

/** Called once by the global setup. */
export function tellSpecs(folder: string, runId: string): void {
  process.env.TEST_RUN_FOLDER = folder;
  process.env.TEST_RUN_ID = runId;
}

function told(name: string, value: string | undefined): string {
  if (value === undefined) throw new Error(`${name} is not set: the global setup of jest has not run`);
  return value;
}

/** Does something under further environment variables, and takes them away again, also when what is done goes on later. */
export function withVariables<T>(variables: Readonly<Record<string, string>>, work: () => T): T {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const restore = (): void => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
  Object.assign(process.env, variables);
  let result: T;
  try {
    result = work();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as T;
  restore();
  return result;
}

/** Seeds of the suite that kills: `TEST_KILL_SEEDS=7,8,9` for a longer run; without it the fixed one of every run. */
export function killSeeds(): number[] {
  return (process.env.TEST_KILL_SEEDS ?? '1').split(',').map(Number);
}

/** How long the suite of faults goes on. */
export interface FaultRun {
  readonly residents: number;
  /** Most contacts of a batch. */
  readonly capacity: number;
  /** How many times something goes wrong; as many batches are sent. */
  readonly moments: number;
  readonly seed: number;
}

/**
 * The short form of every run, with a fixed seed; with `TEST_FAULTS=long` the long one, whose seed is drawn and stands in
 * the suite's name; `TEST_FAULT_SEED=N` repeats one.
 */
export function faultRun(): FaultRun {
  const given = process.env.TEST_FAULT_SEED;
  if (process.env.TEST_FAULTS !== 'long')
    return { residents: 2500, capacity: 12, moments: 12, seed: Number(given ?? 1) };
  return { residents: 100_000, capacity: 130, moments: 40, seed: Number(given ?? randomInt(1_000_000)) };
}

/** Variables of a process that a spec starts: jest's own copy, which node does not pass on by itself. */
export function childVariables(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...more };
}
