import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearestName, ProblemError } from '@kallelse/kernel';

type Options = NonNullable<ParseArgsConfig['options']>;

interface Positionals {
  readonly least: number;
  readonly most: number;
  /** They ask for a person, by number too. */
  readonly isQuery?: boolean;
}

/** A command that was called wrongly; the text never repeats a value, which may be about a person. */
export function usageProblem(message: string): ProblemError {
  return new ProblemError('USAGE', message, {
    exitCode: 2,
    fix: 'add --help to see how the command is used',
  });
}

/**
 * `parseArgs` of node, strict, whose complaints name options but repeat no values. An argument that may be an identity
 * number, or part of one, is refused here, so that no message, log or audit row repeats it.
 */
export function parseArguments<const T extends Options>(
  args: readonly string[],
  options: T,
  { least, most, isQuery = false }: Positionals = { least: 0, most: 0 },
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw usageProblem(complaint(error, args, options));
  }
  if (!isQuery) refuseNumbers(parsed.values, parsed.positionals);
  const given = parsed.positionals.length;
  if (given < least) throw usageProblem('an argument is missing');
  if (given > most) throw usageProblem('there are more arguments than the command takes');
  return parsed;
}

/** A seed is any text. */
const ANY_TEXT = new Set(['seed']);

function refuseNumbers(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): void {
  const given = Object.entries(values).flatMap(([name, value]) => (ANY_TEXT.has(name) ? [] : [value].flat()));
  const texts = [...positionals, ...given].filter((one) => typeof one === 'string');
  if (texts.some((text) => text.split(',').some((part) => mayBeIdentity(part.trim()))))
    throw new ProblemError('USAGE', 'an argument looks like an identity number, or part of one', {
      exitCode: 2,
      fix: 'name residents by their internal id; find it with: kallelse residents search -',
    });
}

/** Nine digits or more, a birth date without hyphens, or a sign behind one. Shorter numbers may be internal ids. */
function mayBeIdentity(text: string): boolean {
  const isGrouped = /^\d{6}(\d{2})?[ +-]\d{0,4}$/.test(text);
  return isGrouped || /^\d{9,}$/.test(text) || BIRTH_DATE.test(text);
}

/** The day of a coordination number is 60 higher. */
const BIRTH_DATE = /^(18|19|20)\d{2}(0[1-9]|1[0-2])([06][1-9]|[1278]\d|[39][01])$/;

function complaint(error: unknown, args: readonly string[], options: Options): string {
  const code = (error as { code?: string }).code;
  const names = Object.keys(options);
  const given = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2).split('=')[0] ?? '');
  const unknown = given.find((name) => !names.includes(name));
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const near = unknown === undefined ? undefined : nearestName(unknown, names);
    const isWord = unknown !== undefined && /^[a-z-]+$/.test(unknown);
    return `unknown option${isWord ? ` --${unknown}` : ''}${near === undefined ? '' : `; did you mean --${near}?`}`;
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const wrong = given.find((name) => options[name] !== undefined && isMisused(name, args, options));
    return `the option${wrong === undefined ? '' : ` --${wrong}`} has no value, or one it does not take`;
  }
  return 'the arguments cannot be read';
}

function isMisused(name: string, args: readonly string[], options: Options): boolean {
  const index = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  const hasValue = args[index]?.includes('=') ?? false;
  if (options[name]?.type === 'boolean') return hasValue;
  const next = args[index + 1];
  return !hasValue && (next === undefined || next.startsWith('-'));
}
