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
