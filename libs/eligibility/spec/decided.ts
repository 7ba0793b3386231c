import { plainDate, toDay } from '@kallelse/kernel';
import { decide, formatIssue, parseDefinition, parseResident, type Definition, type Parsed } from '../src';
import { oracle, type OracleDecision } from './oracle';

/** One question to the engine: raw documents, as they stand in files, and dates. */
export interface Question {
  readonly definition: object;
  readonly resident: object;
  readonly asOf?: string;
  readonly knownAt?: string;
  /** Overridden parameters, as in a regional override file. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A parsed document, or an error with everything that is wrong with it. */
export function valid<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.issues.map(formatIssue).join('\n'));
  return parsed.value;
}

export function parsed({ definition, parameters }: Pick<Question, 'definition' | 'parameters'>): Definition {
  return valid(parseDefinition(definition, parameters === undefined ? undefined : { parameters }));
}

/** What the engine decides of raw documents, in the oracle's form. */
export function engineDecides(question: Question, definition = parsed(question)): OracleDecision {
  const { asOf = '2026-06-15', knownAt } = question;
  const date = plainDate(asOf);
  const resident = valid(parseResident(question.resident, toDay(date)));
  const options = knownAt === undefined ? {} : { knownAt: plainDate(knownAt) };
  const { status, targetGroup, reasons, dueOn } = decide(resident, definition, date, options);
  return { status, targetGroup, reasons: [...reasons], ...(dueOn === undefined ? {} : { dueOn }) };
}

/** What the reference evaluator decides of the same. */
export function oracleDecides(question: Question): OracleDecision {
  const { definition, resident, asOf = '2026-06-15', knownAt, parameters } = question;
  return oracle(definition, resident, asOf, {
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(parameters === undefined ? {} : { parameters }),
  });
}

/** The engine's decision, after checking that the reference evaluator reads the text the same way. */
export function decided(question: Question): OracleDecision {
  const decision = engineDecides(question);
  expect(decision).toEqual(oracleDecides(question));
  return decision;
}

/** A small valid definition: everyone is in the target group, due a year after the last test or invitation. */
export function definitionWith(parts: object = {}): object {
  return {
    programme: 'cervical',
    version: '1',
    eligibility: { fact: 'age', atLeast: 0 },
    schedule: { anchor: 'lastTest', next: [{ after: 'P1Y' }] },
    ...parts,
  };
}

/** A resident of whom only the birth date is known. */
export function residentWith(parts: object = {}): object {
  return { id: 'r1', birthDate: '1980-03-10', ...parts };
}

export type Dates = Pick<Question, 'asOf' | 'knownAt' | 'parameters'>;

/** Decides a small definition for a small resident, checked against the reference evaluator. */
export function ask(definition: object, resident: object = {}, dates: Dates = {}): OracleDecision {
  return decided({ definition: definitionWith(definition), resident: residentWith(resident), ...dates });
}

/** The value of one criterion for a resident. */
export function truth(
  criterion: object,
  resident: object = {},
  { definition = {}, ...dates }: Dates & { readonly definition?: object } = {},
): OracleDecision['targetGroup'] {
  return ask({ ...definition, eligibility: criterion }, resident, dates).targetGroup;
}

/** An event of the programme on a date. */
export function event(type: string, date: string, more: object = {}): object {
  return { programme: 'cervical', type, date, ...more };
}

/** An event of the programme that lasts. */
export function lasting(type: string, from: string, until?: string | null, more: object = {}): object {
  return { programme: 'cervical', type, from, ...(until === undefined ? {} : { until }), ...more };
}

/** A decision as the hand-worked cases write it: status, due date, and `code@path>until` of each reason. */
export function lineOf({
  status,
  dueOn,
  reasons,
}: Pick<OracleDecision, 'status' | 'dueOn' | 'reasons'>): string {
  const each = reasons.map(
    ({ code, path, until }) => `${code}@${path}${until === undefined ? '' : `>${until}`}`,
  );
  return [status, ...(dueOn === undefined ? [] : [dueOn]), ...each].join(' ');
}
