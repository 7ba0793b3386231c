import { feasibleRanges, type PublishedTable, secondarySuppression, singleLineRule } from '../../src';
import { type Adapter, type Inputs, Unsupported } from './inputs';

/** Rows × columns with all margins published; cells are named row + column. */
function crossTable(inputs: Inputs) {
  const [rows, cols] = [inputs.texts('rows'), inputs.texts('cols')];
  const counts = inputs.list('counts').flat().map(Number);
  const names = rows.flatMap((row) => cols.map((col) => `${row}${col}`));
  const primary = inputs.texts('primary');
  const lines = [
    ...rows.map((_, r) => cols.map((__, c) => r * cols.length + c)),
    ...cols.map((_, c) => rows.map((__, r) => r * cols.length + c)),
  ];
  return { table: { counts, hidden: names.map((name) => primary.includes(name)), lines }, names };
}

const attack: Adapter = (inputs) => {
  const { table, names } = crossTable(inputs);
  const more = secondarySuppression(table);
  const [before, after] = [
    feasibleRanges(table),
    feasibleRanges({ ...table, hidden: table.hidden.map((flag, i) => flag || more.includes(i)) }),
  ];
  const figures: Record<string, unknown> = {
    naiveRuleSatisfied: singleLineRule(table),
    additionalSuppressions: more.length,
    suppressed: more.map((i) => names[i]),
  };
  names.forEach((name, i) => {
    if (!table.hidden[i]) return;
    const [was, is] = [before[i], after[i]];
    figures[`${name}ExactlyRecomputable`] = was && was.least === was.most ? was.least : null;
    figures[`${name}FeasibleIntervalAfter`] = [is?.least, is?.most];
  });
  return figures;
};

/** Counts of 1 to the limit are to be hidden; 0 is no person. */
function primaryOf(inputs: Inputs): boolean[] {
  return inputs.numbers('count').map((count) => count > 0 && count <= inputs.number('maxN'));
}

function linesBy(labels: readonly string[]): number[][] {
  return [...new Set(labels)].map((label) => labels.flatMap((other, i) => (other === label ? [i] : [])));
}

const linked: Adapter = (inputs) => {
  const regions = inputs.texts('region');
  const [counts, hidden] = [inputs.numbers('count'), primaryOf(inputs)];
  const whole = [regions.map((_, i) => i)];
  const levels = (name: string): string =>
    inputs
      .text(name)
      .split('>')
      .map((level) => level.trim())[1] ?? '';
  const first = [...whole, ...linesBy(inputs.texts(levels('table1')))];
  const second = [...whole, ...linesBy(inputs.texts(levels('table2')))];
  const extra = (lines: readonly number[][]): number[] => secondarySuppression({ counts, hidden, lines });
  const together = extra([...first, ...second]).map((i) => regions[i]);
  return {
    primary: regions.filter((_, i) => hidden[i]),
    secondaryIfProtectedSeparately: { table1: extra(first).length, table2: extra(second).length },
    secondaryWhenLinked: { table1: together, table2: together },
  };
};

function oneLine(inputs: Inputs): PublishedTable {
  const counts = inputs.numbers('count');
  return { counts, hidden: primaryOf(inputs), lines: [counts.map((_, i) => i)] };
}

/** Cases about disclosure control. */
export const DISCLOSURE: Readonly<Record<string, Adapter>> = {
  secondary_suppression_attack: attack,
  linked_tables_secondary_suppression: linked,
  secondary_suppression_singletons: (inputs) => ({
    primary: inputs.texts('region').filter((_, i) => primaryOf(inputs)[i]),
    secondaryWithoutSingletonDetection: secondarySuppression(oneLine(inputs)).length,
    secondaryWithSingletonDetection: secondarySuppression(oneLine(inputs), { singletons: true }).length,
  }),
  secondary_suppression_threshold: (inputs) => ({
    secondary: secondarySuppression(oneLine(inputs), { threshold: inputs.number('threshold') }).length,
  }),
  small_count_rounding: () => {
    throw new Unsupported(
      'small counts are suppressed, not rounded: a rounded count is no count an analyst can use',
    );
  },
};
