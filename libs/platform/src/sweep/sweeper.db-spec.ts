import { testDatabase } from '@test/support/database';
import { does } from '@test/support/does';
import { until } from '../../spec/processes';
import { type Log } from '../logging/log';
import { Sweeper, type SweepTask } from './sweeper';

const db = testDatabase();

describe('the sweeper', () => {
  const sweepers: Sweeper[] = [];
  let failures: string[];
  const log: Log = { write: () => undefined, failure: (event) => void failures.push(event) };

  function open(...tasks: SweepTask[]): Sweeper {
    const sweeper = new Sweeper({ databases: db.databases, log, tickSeconds: 0.05 });
    for (const task of tasks) sweeper.register(task);
    sweepers.push(sweeper);
    return sweeper;
  }

  beforeEach(() => (failures = []));
  afterEach(async () => {
    for (const sweeper of sweepers.splice(0)) await sweeper.close();
  });

  it('runs a task in one worker at a time, however many there are', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const task: SweepTask = {
      name: 'find-lapsed-leases',
      everySeconds: 0,
      run: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 30));
        running--;
        runs++;
      },
    };
    for (const sweeper of [open(task), open(task), open(task)]) sweeper.start();
    await until(() => runs >= 8, 'some runs');
    expect(most).toBe(1);
  });

  it('keeps the pause of each task', async () => {
    const runs = { often: 0, seldom: 0 };
    const sweeper = open(
      { name: 'often', everySeconds: 0, run: does(() => runs.often++) },
      { name: 'seldom', everySeconds: 3600, run: does(() => runs.seldom++) },
    );
    for (let i = 0; i < 3; i++) await sweeper.tick();
    expect(runs).toEqual({ often: 3, seldom: 1 });
  });

  it('goes on after a task that failed, with the others and with itself', async () => {
    let others = 0;
    const sweeper = open(
      { name: 'failing', everySeconds: 0, run: () => Promise.reject(new Error('no')) },
      { name: 'other', everySeconds: 0, run: does(() => others++) },
    );
    await sweeper.tick();
    await sweeper.tick();
    expect(others).toBe(2);
    expect(failures).toEqual(['sweep-task-failed', 'sweep-task-failed']);
  });

  it('tells the running task to stop, and waits for it', async () => {
    let ended = false;
    const sweeper = open({
      name: 'long',
      everySeconds: 0,
      run: async (signal) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        await new Promise((resolve) => setTimeout(resolve, 100));
        ended = true;
      },
    });
    sweeper.start();
    await until(async () => {
      const [row] = await db.databases.query<{ held: number }>(
        'kallelse_app',
        `SELECT count(*) AS held FROM pg_locks WHERE locktype = 'advisory' AND database =
           (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return row?.held === 1;
    }, 'the task runs');
    await sweeper.close();
    expect(ended).toBe(true);
  });

  it('refuses two tasks of one name', () => {
    const task: SweepTask = { name: 'same', everySeconds: 1, run: () => Promise.resolve() };
    expect(() => open(task, task)).toThrow('same');
  });
});
