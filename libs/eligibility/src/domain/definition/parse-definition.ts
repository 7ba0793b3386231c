import { canonicalHash, isPlainDate, type Json, type PlainDate } from '@kallelse/kernel';
import { parseDocument } from 'yaml';
import { catalogue } from '../facts/catalogue';
import { defined } from '../residents/shape';
import type { Definition, Exclusion, Hold } from './definition';
import { at, type Issue, type Parsed } from './issues';
import { parseCriterion, parseFact, type CriterionScope } from './parse-criterion';
import { DELIVERY_KEYS, parseDelivery } from './parse-delivery';
import { parseAttributeDeclarations, parseParameters } from './parse-parameters';
import { codes, parseEnquiry, parseSchedule, parseTestSelections, regionCode } from './parse-schedule';
import { Reader } from './reader';

const KEYS = [
  ...['programme', 'version', 'validFrom', 'region', 'labels', 'leapDayBirthday', 'parameters', 'attributes'],
  ...['countsTests', 'tests', 'enquiry', 'eligibility', 'exclusions', 'holds', 'schedule'],
  ...DELIVERY_KEYS,
];
const OVERRIDE_KEYS = ['programme', 'version', 'region', 'validFrom', 'labels', 'parameters'];

type Document = Readonly<Record<string, unknown>>;

/** Reads the text of a definition or override file: YAML 1.2 core schema, of which JSON is a part. */
export function parseDocumentText(text: string): Parsed<unknown> {
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true, stringKeys: true });
  if (document.errors.length > 0) {
    return {
      ok: false,
      issues: document.errors.map((error) => ({ path: '', message: yamlMessage(error.message) })),
    };
  }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch {
    return { ok: false, issues: [{ path: '', message: 'has more aliases than a definition needs' }] };
  }
}

/** The first line: it names line and column; what follows quotes the source. */
function yamlMessage(message: string): string {
  return `no valid YAML or JSON: ${message.split('\n')[0] ?? ''}`;
}

/**
 * Reads a definition document (interfaces.md, "Definition file"), with a region's override of parameters where given.
 * Everything wrong is reported at once, each with its path; nothing is guessed.
 */
export function parseDefinition(value: unknown, override?: unknown): Parsed<Definition> {
  const overrides = new Reader();
  const parameters = override === undefined ? {} : readOverride(overrides, override, value);
  const first = new Reader();
  const document = first.object(value, '', KEYS);
  if (!document) return { ok: false, issues: [{ path: '', message: 'expected an object' }] };
  const reader = new Reader(
    parseParameters(first, document['parameters'], parameters),
    declaredNames(document['parameters']),
  );
  const definition = readDefinition(reader, document);
  const issues = [...overrides.issues, ...first.issues, ...reader.issues];
  if (issues.length > 0 || !definition) return { ok: false, issues: inDocumentOrder(issues) };
  const hash = canonicalHash(JSON.parse(JSON.stringify({ document, parameters })) as Json);
  return { ok: true, value: { ...definition, hash } };
}

function declaredNames(parameters: unknown): ReadonlySet<string> {
  return new Set(typeof parameters === 'object' && parameters !== null ? Object.keys(parameters) : []);
}

/** Reads the text of a definition file, and of an override file where given. */
export function parseDefinitionText(text: string, overrideText?: string): Parsed<Definition> {
  const document = parseDocumentText(text);
  const override = overrideText === undefined ? undefined : parseDocumentText(overrideText);
  if (!document.ok) return document;
  if (override && !override.ok) {
    return { ok: false, issues: override.issues.map((issue) => ({ ...issue, path: 'overrides' })) };
  }
  return parseDefinition(document.value, override?.value);
}

function readOverride(reader: Reader, override: unknown, base: unknown): Readonly<Record<string, unknown>> {
  const object = reader.object(override, 'overrides', OVERRIDE_KEYS);
  if (!object) return {};
  const programme = object['programme'];
  const expected = typeof base === 'object' && base !== null ? (base as Document)['programme'] : undefined;
  if (programme !== undefined && programme !== expected) {
    reader.refuse('overrides.programme', 'is another programme than the definition’s');
  }
  const parameters = object['parameters'];
  if (typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)) {
    return parameters as Record<string, unknown>;
  }
  reader.refuse('overrides.parameters', 'expected an object of parameter values');
  return {};
}

function readDefinition(reader: Reader, document: Document): Omit<Definition, 'hash'> | undefined {
  const head = readHead(reader, document);
  const attributes = parseAttributeDeclarations(reader, document['attributes']);
  const tests = parseTestSelections(reader, document['tests']);
  const countsTests = codes(reader, document['countsTests'], 'countsTests');
  const enquiry = parseEnquiry(reader, document['enquiry']);
  const facts = catalogue({ attributes, tests });
  const scope: CriterionScope = { facts, allowOnUnknown: false };
  const eligibility = required(reader, document, 'eligibility', (value) =>
    parseCriterion(reader, value, 'eligibility', { facts, allowOnUnknown: true }),
  );
  const exclusions = readList(reader, document, 'exclusions', (value, path) =>
    readExclusion(reader, value, path, scope, ['code', 'when', 'labels']),
  );
  const holds = readList(reader, document, 'holds', (value, path) => readHold(reader, value, path, scope));
  const schedule = required(reader, document, 'schedule', (value) => parseSchedule(reader, value, scope));
  const delivery = parseDelivery(reader, document, attributes);
  if (!head || !eligibility || !schedule) return undefined;
  return {
    ...head,
    parameters: [...reader.parameters.values()],
    attributes,
    tests,
    eligibility,
    exclusions,
    holds,
    schedule,
    delivery,
    ...defined({ countsTests, enquiry }),
  };
}

function readHead(reader: Reader, document: Document) {
  const programme = required(reader, document, 'programme', (value) => readProgramme(reader, value));
  const version = required(reader, document, 'version', (value) => reader.text(value, 'version'));
  const validFrom = readDate(reader, document['validFrom']);
  const region =
    document['region'] === undefined ? undefined : regionCode(reader, document['region'], 'region');
  const labels = reader.labels(document['labels'], 'labels');
  const leapDay =
    document['leapDayBirthday'] === undefined
      ? 'mar-1'
      : reader.oneOf(document['leapDayBirthday'], 'leapDayBirthday', ['mar-1', 'feb-28'] as const);
  if (programme === undefined || version === undefined || leapDay === undefined) return undefined;
  return { programme, version, labels, leapDay, ...defined({ validFrom, region }) };
}

function readProgramme(reader: Reader, value: unknown): string | undefined {
  const ok = typeof value === 'string' && /^[a-z][a-z0-9-]*$/.test(value);
  return ok ? value : reader.refuse('programme', 'expected a lower-case id, as cervical');
}

function readDate(reader: Reader, value: unknown): PlainDate | undefined {
  if (value === undefined) return undefined;
  const ok = reader.date(value, 'validFrom') !== undefined && typeof value === 'string' && isPlainDate(value);
  return ok ? value : undefined;
}

function required<T>(
  reader: Reader,
  document: Document,
  key: string,
  read: (value: unknown) => T | undefined,
) {
  return document[key] === undefined ? reader.refuse(key, 'is missing') : read(document[key]);
}

/** An optional list that, where it stands, may be empty: a programme may have no exclusion. */
function readList<T>(
  reader: Reader,
  document: Document,
  key: string,
  read: (value: unknown, path: string) => T | undefined,
): T[] {
  const value = document[key];
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    reader.refuse(key, 'expected a list');
    return [];
  }
  return value.flatMap((item: unknown, index) => read(item, at(key, index)) ?? []);
}

function readExclusion(
  reader: Reader,
  value: unknown,
  path: string,
  scope: CriterionScope,
  keys: readonly string[],
): Exclusion | undefined {
  const object = reader.object(value, path, keys);
  if (!object) return undefined;
  const code =
    object['code'] === undefined
      ? reader.refuse(path, 'code is missing')
      : readCode(reader, object['code'], at(path, 'code'));
  const labels = reader.labels(object['labels'], at(path, 'labels'));
  if (object['when'] === undefined) return reader.refuse(path, 'when is missing');
  const when = parseCriterion(reader, object['when'], at(path, 'when'), scope);
  return code !== undefined && when ? { code, when, labels } : undefined;
}

function readCode(reader: Reader, value: unknown, path: string): string | undefined {
  const ok = typeof value === 'string' && /^[A-Za-z][A-Za-z0-9._-]*$/.test(value);
  return ok ? value : reader.refuse(path, 'expected a code of letters, digits and hyphens, as opted-out');
}

function readHold(reader: Reader, value: unknown, path: string, scope: CriterionScope): Hold | undefined {
  const hold = readExclusion(reader, value, path, scope, ['code', 'when', 'until', 'labels']);
  const until = (value as Document | null)?.['until'];
  if (until === undefined) return hold;
  const inside = at(path, 'until');
  const object = reader.object(until, inside, ['fact']);
  const fact = object && parseFact(reader, object['fact'], at(inside, 'fact'), scope.facts);
  if (fact && fact.type.kind !== 'date') reader.refuse(at(inside, 'fact'), `${fact.name} is no date`);
  return hold && fact ? { ...hold, until: fact } : undefined;
}

/** Errors in parameters first, then as they were found: from the top of the document to its end. */
function inDocumentOrder(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>();
  return issues.filter((issue) => {
    const key = `${issue.path}\n${issue.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
