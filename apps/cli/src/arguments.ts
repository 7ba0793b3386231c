import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearestName, ProblemError } from '@kallelse/kernel';

type Options = NonNullable<ParseArgsConfig['options']>;

/** A command that was called wrongly; the text never repeats a value, which may be about a person. */
export function usageProblem(message: string): ProblemError {
  return new ProblemError('USAGE', message, {
    exitCode: 2,
    fix: 'add --help to see how the command is used',
  });
}

/** `parseArgs` of node, strict, whose complaints name options but repeat no values. */
export function parseArguments<const T extends Options>(
  args: readonly string[],
  options: T,
  positionals: { readonly least: number; readonly most: number } = { least: 0, most: 0 },
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw usageProblem(complaint(error, args, options));
  }
  const given = parsed.positionals.length;
  if (given < positionals.least) throw usageProblem('an argument is missing');
  if (given > positionals.most) throw usageProblem('there are more arguments than the command takes');
  return parsed;
}

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
