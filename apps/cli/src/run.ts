import { isProblem, nearestName } from '@kallelse/kernel';
import { usageProblem } from './arguments';
import { type Command, type ExitStatus, type Terminal } from './command';
import { explanation, listing } from './help';

/** Finds and runs the command that the arguments name; prints what went wrong and returns the exit code. */
export async function run(
  args: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
  version: string,
): Promise<ExitStatus> {
  try {
    return await dispatch(args, commands, terminal, version);
  } catch (error) {
    terminal.note(await told(error));
    return isProblem(error) ? error.exitCode : 1;
  }
}

async function dispatch(
  args: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
  version: string,
): Promise<ExitStatus> {
  const [first, second] = args;
  if (first === undefined || isHelp(first)) return print(terminal, listing(commands));
  if (first === '--version') return print(terminal, `${version}\n`);
  const command = namedBy(args, commands);
  if (!command) return groupHelp(first, second, commands, terminal);
  const rest = args.slice(command.name.split(' ').length);
  if (rest.slice(0, endOfOptions(rest)).some(isHelp)) return print(terminal, explanation(command));
  return (await command.load()).run(rest, terminal);
}

/** The command whose name is longest among those that the arguments begin with. */
function namedBy(args: readonly string[], commands: readonly Command[]): Command | undefined {
  return [3, 2, 1]
    .map((words) => args.slice(0, words).join(' '))
    .map((name) => commands.find((one) => one.name === name))
    .find((command) => command !== undefined);
}

/** `kallelse batch` lists the batch commands; anything else is a mistake, answered with the nearest name. */
async function groupHelp(
  first: string,
  second: string | undefined,
  commands: readonly Command[],
  terminal: Terminal,
): Promise<ExitStatus> {
  const group = commands.filter((one) => one.name.startsWith(`${first} `));
  if (group.length > 0 && (second === undefined || isHelp(second))) return print(terminal, listing(group));
  const names = commands.map((one) => one.name);
  const asked = group.length > 0 ? `${first} ${second ?? ''}` : first;
  const near = nearestName(
    asked,
    group.length > 0 ? group.map((one) => one.name) : [...names, ...names.map(firstWord)],
  );
  throw usageProblem(`there is no such command${near === undefined ? '' : `; did you mean ${near}?`}`);
}

async function told(error: unknown): Promise<string> {
  if (isProblem(error)) {
    const fix = error.options.fix === undefined ? '' : `fix: ${error.options.fix}\n`;
    return `error ${error.code}: ${error.message}\n${fix}`;
  }
  const { toldUnexpected } = await import('./unexpected.js');
  return toldUnexpected(error);
}

async function print(terminal: Terminal, text: string): Promise<ExitStatus> {
  await terminal.out(text);
  return 0;
}

function isHelp(arg: string): boolean {
  return arg === '--help' || arg === '-h';
}

function firstWord(name: string): string {
  return name.split(' ')[0] ?? name;
}

/** Behind `--` everything is an argument. */
function endOfOptions(args: readonly string[]): number {
  const index = args.indexOf('--');
  return index === -1 ? args.length : index;
}
