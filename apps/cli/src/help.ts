import { type Command } from './command';

/** The list of commands, all or those that begin with a word. */
export function listing(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((one) => one.name.length)) + 2;
  const lines = commands.map((one) => `  ${one.name.padEnd(width)}${one.summary}`);
  return [
    'usage: kallelse COMMAND [ARGUMENTS]',
    '',
    ...lines,
    '',
    'kallelse COMMAND --help explains a command.',
    'Environment: DATABASE_URL and REDIS_URL (absent: everything runs by itself), KALLELSE_DATA (default .kallelse).',
    'Exit codes: 0 done, 1 refused or failed, 2 bad definition or usage, 3 bad input lines.',
    '',
  ].join('\n');
}

/** What one command does and takes, with examples. */
export function explanation(command: Command): string {
  return [
    `kallelse ${command.name}: ${command.summary}`,
    '',
    `usage: kallelse ${command.name} ${command.usage}`.trimEnd(),
    '',
    'examples:',
    ...command.examples.map((example) => `  kallelse ${example}`),
    '',
  ].join('\n');
}
