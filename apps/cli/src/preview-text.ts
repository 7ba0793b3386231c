import { type Allotment, type BatchPreview } from '@kallelse/batches';
import { count, table } from './output';

const MOST_REASONS = 15;

/**
 * A preview as a person reads it: whom, why not, where, how. A correction decides nothing anew: it says whom alone.
 * @param hasInbox whether a 1177 service is configured; without one its messages become letters
 */
export function previewText(preview: BatchPreview, hasInbox: boolean): string {
  const { expected } = preview;
  const band = `${expected.min ?? 0}–${expected.max ?? 'any'}`;
  const isDecided = preview.definitionHash !== '';
  const rules = isDecided ? `rules ${preview.definitionHash.slice(0, 12)}, ` : '';
  const size = isDecided ? ` (expected ${band}: ${expected.inside ? 'inside' : 'OUTSIDE'})` : '';
  const lines = [
    `${preview.definition} as of ${preview.asOf} (${rules}selection ${preview.selectedHash.slice(0, 12)})`,
    ...(isDecided ? [decisionsLine(preview)] : []),
    `selected: ${count(preview.selected)}${size}`,
    ...(preview.pause
      ? [
          `PAUSE: the rules send nothing from ${preview.pause.from} to ${preview.pause.until}; see kallelse batch calendar`,
        ]
      : []),
    ...(preview.lastCall > 0 ? [`of these last call before ageing out: ${count(preview.lastCall)}`] : []),
    ...(preview.leftByCapacity > 0
      ? [`due but left by the capacity limit: ${count(preview.leftByCapacity)}`]
      : []),
    ...(preview.unreachable > 0
      ? [`for the outreach list: ${count(preview.unreachable)} (${causes(preview)})`]
      : []),
    ...(preview.dataExceptions > 0
      ? [`not decided because a fact is missing that no letter can ask for: ${count(preview.dataExceptions)}`]
      : []),
    ...(isDecided
      ? [`checked by the second evaluator: ${count(preview.crossChecked)} residents, all agree`]
      : []),
  ];
  return [
    lines.join('\n'),
    channelTable(preview, hasInbox),
    ...(preview.limits ? [limitTable(preview.limits)] : []),
    ...(isDecided ? [reasonTable(preview)] : []),
    districtTable(preview),
  ].join('\n\n');
}

function decisionsLine({ population, decisions }: BatchPreview): string {
  const parts = Object.entries(decisions).map(([status, n]) => `${count(n)} ${status}`);
  return `${count(population)} residents: ${parts.join(', ')}`;
}

function causes({ unreachableBecause }: BatchPreview): string {
  return unreachableBecause
    .map(({ cause, count: n }) => `${cause.replaceAll('-', ' ')} ${count(n)}`)
    .join(', ');
}

function channelTable({ channels }: BatchPreview, hasInbox: boolean): string {
  const rows = table(channels, [
    { head: 'channel', cell: ({ channel }) => channel },
    { head: 'selected', cell: ({ count: n }) => count(n), right: true },
  ]).trimEnd();
  if (hasInbox || !channels.some(({ channel }) => channel === '1177')) return rows;
  return `${rows}\nno 1177 service is configured (KALLELSE_1177_URL): those for 1177 get a letter`;
}

function reasonTable({ reasons }: BatchPreview): string {
  const shown = table(reasons.slice(0, MOST_REASONS), [
    { head: 'not invited, because', cell: ({ code, path }) => `${code} (${path})` },
    { head: 'decision', cell: ({ status }) => status },
    { head: 'residents', cell: ({ count: n }) => count(n), right: true },
  ]).trimEnd();
  const rest = reasons.length - MOST_REASONS;
  return rest > 0 ? `${shown}\n… and ${rest} more reasons (--json shows all)` : shown;
}

function districtTable({ districts }: BatchPreview): string {
  return table(districts, [
    { head: 'district', cell: ({ district }) => district ?? 'not stated' },
    { head: 'due', cell: ({ due }) => count(due), right: true },
    { head: 'selected', cell: ({ selected }) => count(selected), right: true },
  ]);
}

/** Places of units or regions: what is allotted beyond a unit's own came from others that did not need theirs. */
function limitTable(limits: readonly Allotment[]): string {
  const lost = limits.reduce((sum, one) => sum + one.lost, 0);
  const note =
    lost === 0 ? '' : `\n${count(lost)} places are lost: nobody with a share has anybody due for them`;
  const rows = table(limits, [
    { head: 'of', cell: ({ group }) => group },
    { head: 'places', cell: ({ places }) => count(places), right: true },
    { head: 'due', cell: ({ due }) => count(due), right: true },
    { head: 'allotted', cell: ({ allotted }) => count(allotted), right: true },
    { head: 'lost', cell: ({ lost: n }) => count(n), right: true },
  ]);
  return `${rows.trimEnd()}${note}`;
}
