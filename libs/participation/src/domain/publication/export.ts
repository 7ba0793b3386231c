import { csvText } from '@kallelse/kernel';
import { METHOD, type Indicator } from './indicators';
import type { PublishedCell } from './published';

export interface ExportHead {
  readonly programme: string;
  readonly period: string;
  readonly publishedAt: Date;
}

export interface ExportedTable {
  readonly head: ExportHead;
  readonly snapshot: string;
  readonly indicator: Indicator;
  readonly dimension: string;
  readonly cells: readonly PublishedCell[];
}

const COLUMNS = [
  'level',
  'area',
  'name',
  'area_type',
  'dimension',
  'category',
  'numerator',
  'denominator',
  'rate',
  'lower_95',
  'upper_95',
  'suppressed',
];

/**
 * A published table as CSV under lines of metadata that begin with `#`. A suppressed row has empty figures and says so.
 * @param decimalComma as Swedish spreadsheets read it: a decimal comma, and semicolons between cells
 */
export function tableCsv(
  { head, snapshot, indicator, dimension, cells }: ExportedTable,
  decimalComma = false,
): string {
  const separator = decimalComma ? ';' : ',';
  const number = (value: number | null): string | number | null =>
    value === null ? null : decimalComma ? String(round(value)).replace('.', ',') : round(value);
  const metadata = [
    ['indicator', `${indicator.id}: ${indicator.labels.en} / ${indicator.labels.sv}`],
    ['definition', indicator.definition],
    ['numerator', indicator.numerator],
    ['denominator', indicator.denominator],
    ['programme', head.programme],
    ['period', head.period],
    ['by', dimension],
    ['interval', METHOD.interval],
    ['disclosure', METHOD.disclosure],
    ['sources', METHOD.sources],
    ['method version', METHOD.version],
    ['published', head.publishedAt.toISOString()],
    ['snapshot', snapshot],
  ];
  const rows = cells.map((cell) => [
    ...[
      cell.level,
      cell.area,
      cell.name,
      cell.areaType,
      cell.dimension,
      cell.category,
      cell.numerator,
      cell.denominator,
    ],
    ...[number(cell.rate), number(cell.lower), number(cell.upper), cell.suppressed ? 'suppressed' : ''],
  ]);
  return (
    metadata.map(([key, value]) => `# ${key ?? ''}: ${value ?? ''}\n`).join('') +
    csvText(COLUMNS, rows, separator)
  );
}

function round(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}

/**
 * A published table as a FHIR R4 MeasureReport of type summary: a group for the whole, a stratifier for each dimension or
 * level of areas. What is suppressed has its reason in place of counts (data-absent-reason masked), never a zero.
 */
export function measureReport(
  { head, snapshot, indicator, cells }: ExportedTable,
  period: { first: string; last: string },
): object {
  const whole = cells.find(({ level, dimension }) => level === 'all' && dimension === 'total');
  const kinds = [...new Set(cells.map(kindOf))].filter((kind) => kind !== 'total');
  return {
    resourceType: 'MeasureReport',
    status: 'complete',
    type: 'summary',
    identifier: [{ system: 'urn:kallelse:published-table', value: snapshot }],
    measure: `urn:kallelse:measure:${head.programme}:${indicator.id}`,
    date: head.publishedAt.toISOString(),
    period: { start: period.first, end: period.last },
    improvementNotation: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/measure-improvement-notation',
          code: indicator.better === 'less' ? 'decrease' : 'increase',
        },
      ],
    },
    group: [
      {
        code: { text: `${indicator.labels.en} / ${indicator.labels.sv}` },
        ...(whole ? measured(whole) : {}),
        stratifier: kinds.map((kind) => ({
          code: [{ text: kind }],
          stratum: cells
            .filter((cell) => kindOf(cell) === kind)
            .map((cell) => ({
              value: {
                text: [cell.area, cell.category].filter((part) => part !== null).join(' ') || cell.level,
              },
              ...measured(cell),
            })),
        })),
      },
    ],
  };
}

function kindOf({ level, dimension }: PublishedCell): string {
  if (dimension === 'total') return level === 'all' ? 'total' : level;
  return level === 'all' ? dimension : `${level} by ${dimension}`;
}

const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};

function measured({ numerator, denominator, rate, suppressed }: PublishedCell): object {
  const population = (code: string, count: number | null): object => ({
    code: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/measure-population', code }],
    },
    ...(suppressed ? { _count: MASKED } : { count }),
  });
  return {
    population: [population('numerator', numerator), population('denominator', denominator)],
    measureScore: suppressed ? MASKED : { value: rate },
  };
}
