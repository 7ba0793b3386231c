import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import {
  attributeIssues,
  decider,
  type Decision,
  type Definition,
  formatIssue,
  parseDefinitionText,
  parseResident,
  type Resident,
} from '@kallelse/eligibility';
import { isPlainDate, parseDay, type PlainDate, ProblemError, toDay } from '@kallelse/kernel';
import { parseArguments, usageProblem } from '../arguments';
import { type ExitStatus, type Terminal } from '../command';

/** Residents decided together: enough for one statement, few enough for memory. */
const CHUNK = 2000;
/** What stands where bytes were no UTF-8; left in, it would silently be another id or code. */
const REPLACEMENT = '\uFFFD';

/** Decides a chunk of residents, in order. */
type Engine = (residents: readonly Resident[]) => Promise<Decision[]>;

/** `kallelse decide`: one decision a line for residents read from a file, by either engine. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArguments(args, {
    definition: { type: 'string' },
    residents: { type: 'string' },
    'as-of': { type: 'string' },
    engine: { type: 'string' },
    parameters: { type: 'string' },
    'known-at': { type: 'string' },
  });
  const engine = values.engine ?? 'memory';
  if (engine !== 'memory' && engine !== 'sql') throw usageProblem('--engine takes memory or sql');
  const definition = await readDefinition(required(values.definition, '--definition'), values.parameters);
  const asOf = date(required(values['as-of'], '--as-of'), '--as-of');
  const knownAt = values['known-at'] === undefined ? undefined : date(values['known-at'], '--known-at');
  const path = required(values.residents, '--residents');
  if (engine === 'memory') {
    const decide = decider(definition, asOf, knownAt === undefined ? {} : { knownAt });
    return decideFile(
      path,
      definition,
      asOf,
      (residents) => Promise.resolve(residents.map(decide)),
      terminal,
    );
  }
  const { withSqlEngine } = await import('../sql-engine.js');
  return withSqlEngine(terminal, definition, asOf, knownAt, (decide) =>
    decideFile(path, definition, asOf, decide, terminal),
  );
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw usageProblem(`${name} is missing`);
  return value;
}

function date(text: string, name: string): PlainDate {
  const day = parseDay(text);
  const inRange =
    day !== undefined && day >= (parseDay('1850-01-01') ?? 0) && day <= (parseDay('2150-12-31') ?? 0);
  if (!isPlainDate(text) || !inRange) throw usageProblem(`${name} takes a date of 1850 to 2150 (YYYY-MM-DD)`);
  return text;
}

async function readDefinition(path: string, parametersPath: string | undefined): Promise<Definition> {
  const text = await read(path);
  const override = parametersPath === undefined ? undefined : await read(parametersPath);
  const parsed = parseDefinitionText(text, override);
  if (parsed.ok) return parsed.value;
  const lines = parsed.issues.map((issue) => `\n  ${formatIssue(issue)}`).join('');
  throw new ProblemError(
    'DEFINITION_BAD',
    `${basename(path)} has ${parsed.issues.length} error${parsed.issues.length === 1 ? '' : 's'}:${lines}`,
    {
      exitCode: 2,
      fix: 'correct them and try again',
    },
  );
}

async function read(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileProblem(path, error, 2);
  });
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new ProblemError('FILE_ENCODING', `${basename(path)} is not UTF-8`, {
    exitCode: 2,
    fix: 'save the file as UTF-8 and try again',
  });
}

function fileProblem(path: string, error: unknown, exitCode: 1 | 2): ProblemError {
  const code = String((error as NodeJS.ErrnoException).code);
  const why: Readonly<Record<string, string>> = { ENOENT: 'is not there', EISDIR: 'is a folder, not a file' };
  return new ProblemError('FILE_UNREADABLE', `${basename(path)} ${why[code] ?? `cannot be read (${code})`}`, {
    fix: 'check the path',
    exitCode,
  });
}

async function decideFile(
  path: string,
  definition: Definition,
  asOf: PlainDate,
  decide: Engine,
  terminal: Terminal,
): Promise<ExitStatus> {
  const found = await stat(path).catch(() => undefined); // what is wrong with it is told by opening it
  if (found?.isDirectory()) throw fileProblem(path, { code: 'EISDIR' }, 1);
  const input = createReadStream(path, { encoding: 'utf8' });
  const opened = new Promise<void>((resolve, reject) => {
    input.once('open', () => resolve());
    input.once('error', (error) => reject(fileProblem(path, error, 1)));
  });
  await opened;
  let number = 0;
  let bad = 0;
  let chunk: Resident[] = [];
  const flush = async (): Promise<void> => {
    const decisions = await decide(chunk);
    await terminal.out(
      decisions.map((decision, i) => `${JSON.stringify({ id: chunk[i]?.id, ...decision })}\n`).join(''),
    );
    chunk = [];
  };
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '' || terminal.unread.aborted) continue;
    const resident = readLine(number === 1 ? withoutMark(line) : line, definition, asOf);
    if ('problems' in resident) {
      bad++;
      terminal.note(`line ${number}: ${resident.problems}\n`);
    } else if (chunk.push(resident) >= CHUNK) await flush();
  }
  if (chunk.length > 0) await flush();
  return bad === 0 ? 0 : 3;
}

/** Some editors and exports put a byte order mark before the first line of a file. */
function withoutMark(line: string): string {
  return line.startsWith('\uFEFF') ? line.slice(1) : line;
}

function readLine(
  line: string,
  definition: Definition,
  asOf: PlainDate,
): Resident | { readonly problems: string } {
  if (line.includes(REPLACEMENT)) return { problems: 'is not UTF-8' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problems: 'is no JSON' };
  }
  const parsed = parseResident(value, toDay(asOf));
  const issues = parsed.ok ? attributeIssues(parsed.value, definition) : parsed.issues;
  if (parsed.ok && issues.length === 0) return parsed.value;
  return { problems: issues.map(formatIssue).join('; ') };
}
