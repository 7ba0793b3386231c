import { type Command } from '../command';

/** The installation itself. */
export const SYSTEM_COMMANDS: readonly Command[] = [
  {
    name: 'migrate',
    summary: 'bring the database up to date: roles, schemas, tables',
    usage: '',
    examples: ['migrate'],
    load: () => import('../commands/migrate.js'),
  },
  {
    name: 'start',
    summary: 'run the database, the api and the worker until stopped',
    usage: '[--port PORT]',
    examples: ['start', 'start --port 8080'],
    load: () => import('../commands/start.js'),
  },
  {
    name: 'demo',
    summary: 'an invented region through the whole main job: import, batches, letters, messages',
    usage: '[--residents N] [--until DATE] [--seed N]',
    examples: ['demo', 'demo --residents 100000', 'demo --until 2027-03-31'],
    load: () => import('../commands/demo.js'),
  },
  {
    name: 'bench',
    summary: 'how fast the main job is, as ratios to baselines measured in the same run',
    usage:
      '[--residents N,N] [--only import,decisions,simulation,decide-memory,print,release,equity] [--repeats N] [--data FOLDER] [--json]',
    examples: ['bench', 'bench --residents 20000 --only decisions', 'bench --data /var/tmp/bench --json'],
    load: () => import('../commands/bench.js'),
  },
];
