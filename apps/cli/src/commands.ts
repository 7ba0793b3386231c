import { type Command } from './command';

/** Every command, in the order they are listed. A new one is a file in `commands/` and an entry here. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'migrate',
    summary: 'bring the database up to date: roles, schemas, tables',
    usage: '',
    examples: ['migrate'],
    load: () => import('./commands/migrate.js'),
  },
  {
    name: 'start',
    summary: 'run the database, the api and the worker until stopped',
    usage: '[--port PORT]',
    examples: ['start', 'start --port 8080'],
    load: () => import('./commands/start.js'),
  },
];
