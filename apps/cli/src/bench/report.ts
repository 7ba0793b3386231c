import { availableParallelism, cpus, totalmem } from 'node:os';
import { type ServerFacts } from '@kallelse/platform';
import { type Column, count, table } from '../output';
import { type Figure, isMet, type Measure } from './measure';

/** What the figures were taken on. */
export interface Machine {
  readonly processors: number;
  readonly processor: string;
  readonly memoryBytes: number;
  readonly node: string;
  readonly postgres: ServerFacts;
}

export function machineOf(postgres: ServerFacts): Machine {
  return {
    processors: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryBytes: totalmem(),
    node: process.version,
    postgres,
  };
}

/** The report as text: the machine, then a line a measure. */
export function reportText(machine: Machine, measures: readonly Measure[]): string {
  const { processors, processor, memoryBytes, node, postgres } = machine;
  const settings = Object.entries(postgres.settings).map(([name, value]) => `${name} ${value}`);
  const gigabytes = (memoryBytes / 1024 ** 3).toFixed(0);
  return [
    `${processors} × ${processor}, ${gigabytes} GB; Node ${node}; PostgreSQL ${postgres.version}, embedded`,
    settings.join(', '),
    '',
    table(measures, COLUMNS),
  ].join('\n');
}

const COLUMNS: readonly Column<Measure>[] = [
  { head: 'measure', cell: ({ measure }) => measure },
  { head: 'size', cell: ({ size }) => size.replace(/\d+/g, (digits) => count(Number(digits))), right: true },
  { head: 'ours', cell: ({ ours }) => figure(ours), right: true },
  { head: 'baseline', cell: ({ baseline }) => baseline && figure(baseline), right: true },
  { head: 'ratio', cell: ({ ratio, baseline }) => baseline && ratio?.toFixed(2), right: true },
  {
    head: 'target',
    cell: ({ target }) => target && `${target.at === 'most' ? '≤' : '≥'} ${target.value}`,
    right: true,
  },
  { head: '', cell: (measure) => ({ true: 'ok', false: 'missed', undefined: '' })[`${isMet(measure)}`] },
];

/** Three digits that say something. */
function figure({ value, unit }: Figure): string {
  const text = value >= 100 ? count(Math.round(value)) : value.toPrecision(3);
  return `${text} ${unit}`;
}
