import { type FailsafeReport, type OverdueCount, type UnselectableCount } from '@kallelse/batches';
import { count, table } from './output';

/** Districts shown of a programme; `--json` has all. */
const MOST_DISTRICTS = 10;

/** The failsafe as text: by programme and reason, then the districts that most people wait in. */
export function failsafeText(report: FailsafeReport): string {
  const { until, rules, overdue, unselectable } = report;
  const people = overdue.reduce((sum, { residents }) => sum + residents, 0);
  return [
    `due by ${until} and without a letter under way: ${count(people)}, by ${rules.join(', ')}`,
    '',
    overdue.length === 0
      ? 'nobody waits\n'
      : table(byReason(overdue), [
          { head: 'programme', cell: ({ programme }) => programme },
          { head: 'because', cell: ({ because }) => because },
          { head: 'residents', cell: ({ residents }) => count(residents), right: true },
          { head: 'since', cell: ({ since }) => since ?? '' },
        ]) + districtsText(overdue),
    'no batch can select or reach:',
    unselectable.length === 0
      ? 'nobody'
      : table(byReason(unselectable), [
          { head: 'programme', cell: ({ programme }) => programme },
          { head: 'because', cell: ({ because }) => because },
          { head: 'residents', cell: ({ residents }) => count(residents), right: true },
        ]),
    'everybody by internal id: --list; every district: --json',
    '',
  ].join('\n');
}

/** Counts by programme and reason over all districts. */
function byReason<Row extends OverdueCount | UnselectableCount>(rows: readonly Row[]): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.programme} ${row.because}`;
    const sum = sums.get(key);
    sums.set(key, sum ? added(sum, row) : row);
  }
  return [...sums.values()];
}

function added<Row extends OverdueCount | UnselectableCount>(sum: Row, row: Row): Row {
  const residents = sum.residents + row.residents;
  if (!('since' in sum) || !('since' in row)) return { ...sum, residents };
  const days = [sum.since, row.since].filter((day) => day !== null).sort();
  return { ...sum, residents, since: days[0] ?? null };
}

function districtsText(overdue: readonly OverdueCount[]): string {
  const sums = new Map<string, number>();
  for (const { district, residents } of overdue) {
    const name = district ?? 'not stated';
    sums.set(name, (sums.get(name) ?? 0) + residents);
  }
  const rows = [...sums].sort(([, a], [, b]) => b - a);
  const shown = table(rows.slice(0, MOST_DISTRICTS), [
    { head: 'district', cell: ([district]) => district },
    { head: 'residents', cell: ([, residents]) => count(residents), right: true },
  ]);
  const more = rows.length > MOST_DISTRICTS ? `… and ${rows.length - MOST_DISTRICTS} districts more\n` : '';
  return `\n${shown}${more}`;
}
