import { civilOf, type Day } from '@kallelse/kernel';
import { at, type Issue, type Parsed } from '../definition/issues';
import { parseAttributes } from './parse-attributes';
import { parseEvent } from './parse-event';
import { readInterval } from './interval';
import {
  ALWAYS,
  OPEN,
  ORGANS,
  ORGAN_SOURCES,
  ORGAN_STATES,
  RESIDENCY_STATUSES,
  type ManualRoute,
  type OptOut,
  type OrganStatement,
  type Residency,
  type Resident,
} from './resident';
import { Shape } from './shape';

const KEYS = [
  'id',
  'birthDate',
  'residency',
  'residencies',
  'organs',
  'optOuts',
  'events',
  'attributes',
  'manual',
];
const RESIDENCY_KEYS = ['status', 'since', 'region', 'municipality', 'district', 'areaType', 'recorded'];

/**
 * Reads the resident facts of interfaces.md ("Resident facts"), one JSON value, and reports everything wrong with it.
 * Refused: unknown keys, values of a wrong type, dates that are none, a birth date missing or after the as-of date.
 */
export function parseResident(value: unknown, asOf: Day): Parsed<Resident> {
  const issues: Issue[] = [];
  const shape = new Shape(value, '', issues, KEYS);
  const id = shape.required('id', shape.text('id'));
  const birth = shape.required('birthDate', shape.day('birthDate'));
  if (birth !== undefined && birth > asOf) shape.refuse('birthDate', 'is after the as-of date');
  const each = <T>(key: string, parse: (item: unknown, path: string, index: number) => T | undefined): T[] =>
    shape.list(key).flatMap((item, index) => parse(item, at(key, index), index) ?? []);

  const resident = {
    residencies: readResidencies(shape, issues),
    organs: each('organs', (item, path) => parseOrganStatement(item, path, issues)),
    optOuts: each('optOuts', (item, path) => parseOptOut(item, path, issues)),
    events: each('events', (item, path) => parseEvent(item, path, issues)),
    attributes: parseAttributes(shape.raw('attributes'), 'attributes', issues),
    manual: each('manual', (item, path, index) => parseManualRoute(item, path, issues, index)),
  };
  if (issues.length > 0 || id === undefined || birth === undefined) return { ok: false, issues };
  return { ok: true, value: { id, birth, birthCivil: civilOf(birth), ...resident } };
}

function readResidencies(shape: Shape, issues: Issue[]): Residency[] {
  if (shape.has('residency') && shape.has('residencies')) {
    shape.refuse('residency', 'give either residency or residencies, not both');
  }
  if (shape.has('residency')) {
    const single = parseResidency(shape.raw('residency'), 'residency', issues, RESIDENCY_KEYS);
    return single ? [single] : [];
  }
  const keys = [...RESIDENCY_KEYS, 'from', 'until'];
  return shape
    .list('residencies')
    .flatMap((item, index) => parseResidency(item, at('residencies', index), issues, keys) ?? []);
}

function parseResidency(
  value: unknown,
  path: string,
  issues: Issue[],
  keys: string[],
): Residency | undefined {
  const before = issues.length;
  const shape = new Shape(value, path, issues, keys);
  const areaType = shape.number('areaType');
  if (areaType !== undefined && ![1, 2, 3, 4, 5].includes(areaType))
    shape.refuse('areaType', 'expected 1 to 5');
  const from = shape.day('from') ?? ALWAYS;
  const residency = {
    from,
    until: shape.day('until') ?? OPEN,
    recorded: shape.day('recorded') ?? from,
    status: shape.oneOf('status', RESIDENCY_STATUSES),
    since: shape.day('since'),
    region: shape.text('region'),
    municipality: shape.text('municipality'),
    district: shape.text('district'),
    areaType,
  };
  return issues.length === before ? residency : undefined;
}

export function parseOrganStatement(
  value: unknown,
  path: string,
  issues: Issue[],
): OrganStatement | undefined {
  const shape = new Shape(value, path, issues, [
    'organ',
    'state',
    'source',
    'effective',
    'withdrawn',
    'recorded',
  ]);
  const organ = shape.required('organ', shape.oneOf('organ', ORGANS));
  const state = shape.required('state', shape.oneOf('state', ORGAN_STATES));
  const source = shape.required('source', shape.oneOf('source', ORGAN_SOURCES));
  const effective = shape.required('effective', shape.day('effective'));
  const withdrawn = shape.day('withdrawn') ?? OPEN;
  const recorded = shape.day('recorded');
  if (!organ || !state || !source || effective === undefined) return undefined;
  return { organ, state, source, effective, withdrawn, recorded: recorded ?? effective };
}

export function parseOptOut(value: unknown, path: string, issues: Issue[]): OptOut | undefined {
  const shape = new Shape(value, path, issues, ['programme', 'kind', 'from', 'until', 'revoked', 'recorded']);
  const programme = shape.required('programme', shape.text('programme'));
  const kind = shape.required('kind', shape.oneOf('kind', ['permanent', 'until', 'episode'] as const));
  const interval = readInterval(shape);
  if (kind === 'until' && !shape.has('until'))
    shape.refuse('until', 'is missing: an opt-out of kind until must have it');
  if (kind !== undefined && kind !== 'until' && shape.has('until')) {
    shape.refuse('until', `an opt-out of kind ${kind} has no until`);
  }
  const revoked = shape.day('revoked') ?? OPEN;
  if (!programme || !kind || !interval) return undefined;
  return { programme, kind, revoked, ...interval };
}

export function parseManualRoute(
  value: unknown,
  path: string,
  issues: Issue[],
  index: number,
): ManualRoute | undefined {
  const shape = new Shape(value, path, issues, ['programme', 'kind', 'from', 'until', 'code', 'recorded']);
  const programme = shape.required('programme', shape.text('programme'));
  const kind = shape.required('kind', shape.oneOf('kind', ['include', 'hold', 'exclude'] as const));
  const code = shape.required('code', shape.text('code'));
  const interval = readInterval(shape);
  if (!programme || !kind || !code || !interval) return undefined;
  return { programme, kind, code, index, ...interval };
}
