import { type ShownContact, type ShownRound } from '@kallelse/episodes';
import {
  type FoundResident,
  type ShownEntry,
  type ShownEvent,
  type ShownResidency,
  type ShownResident,
  type SplitSummary,
} from '@kallelse/population';
import { type Column, count, table } from './output';

/** A resident with what they are in the middle of. */
export interface ResidentSheet extends ShownResident {
  readonly rounds: readonly ShownRound[];
  readonly contacts: readonly ShownContact[];
}

export const FOUND_COLUMNS: readonly Column<FoundResident>[] = [
  { head: 'resident', cell: ({ resident }) => resident, right: true },
  { head: 'born', cell: ({ birthYear }) => birthYear ?? '–' },
  { head: 'municipality', cell: ({ municipality }) => municipality ?? '–' },
  { head: 'protected', cell: ({ isProtected }) => (isProtected ? 'yes' : '') },
];

/** One resident as a sheet to read: who and where, then each history that has something in it. */
export function residentText(shown: ResidentSheet): string {
  return [
    facts(shown),
    section('registered', shown.residencies, RESIDENCY_COLUMNS),
    section('events', shown.events, EVENT_COLUMNS),
    section('opt-outs', shown.optOuts, [
      PROGRAMME,
      { head: 'kind', cell: ({ kind }) => kind },
      ...PERIOD,
      { head: 'revoked', cell: ({ revoked }) => revoked },
    ]),
    section('manual routes', shown.manualRoutes, [
      PROGRAMME,
      { head: 'kind', cell: ({ kind }) => kind },
      { head: 'code', cell: ({ code }) => code },
      ...PERIOD,
    ]),
    section('rounds', shown.rounds, ROUND_COLUMNS),
    section('contacts under way', shown.contacts, CONTACT_COLUMNS),
  ].join('');
}

function facts(shown: ResidentSheet): string {
  const { resident, isProtected, mergedFrom, exceptions } = shown;
  const place = [shown.region, shown.municipality, shown.district].filter((code) => code !== null);
  const asked = [shown.language, shown.format, shown.channel].filter((one) => one !== null);
  const lines: (readonly [string, string | null])[] = [
    ['protected', isProtected ? 'yes: birth date and places are not shown' : null],
    ['born', shown.birthDate],
    ['status', shown.status],
    ['lives in', place.length === 0 ? null : `${place.join(' / ')}${since(shown.since)}`],
    ['area type', shown.areaType === null ? null : String(shown.areaType)],
    ['mail goes', shown.address],
    ['asked for', asked.length === 0 ? null : asked.join(', ')],
    ['merged from', mergedFrom.length === 0 ? null : mergedFrom.join(', ')],
    ...exceptions.map(({ exception, kind }) => ['exception', `${exception} ${kind}`] as const),
  ];
  const told = lines.filter(([, value]) => value !== null);
  return [`resident ${resident}`, ...told.map(([name, value]) => `  ${name.padEnd(12)}${value}`), ''].join(
    '\n',
  );
}

function since(date: string | null): string {
  return date === null ? '' : ` since ${date}`;
}

function section<Row>(title: string, rows: readonly Row[], columns: readonly Column<Row>[]): string {
  if (rows.length === 0) return '';
  const used = columns.filter(({ cell }) => rows.some((row) => (cell(row) ?? '') !== ''));
  return `\n${title}\n${table(rows, used).replace(/^(?=.)/gm, '  ')}`;
}

const PROGRAMME: Column<ShownEntry> = { head: 'programme', cell: ({ programme }) => programme ?? 'all' };
const PERIOD: readonly Column<ShownEntry>[] = [
  { head: 'from', cell: ({ from }) => from },
  { head: 'until', cell: ({ until }) => until },
];

const RESIDENCY_COLUMNS: readonly Column<ShownResidency>[] = [
  { head: 'from', cell: ({ from }) => from ?? 'always' },
  { head: 'status', cell: ({ status }) => status },
  { head: 'region', cell: ({ region }) => region },
  { head: 'municipality', cell: ({ municipality }) => municipality },
  { head: 'district', cell: ({ district }) => district },
  { head: 'recorded', cell: ({ recorded }) => recorded },
];

const EVENT_COLUMNS: readonly Column<ShownEvent>[] = [
  PROGRAMME,
  { head: 'event', cell: ({ type }) => type },
  ...PERIOD,
  { head: 'method', cell: ({ method }) => method },
  { head: 'result', cell: ({ result }) => result },
  { head: 'list', cell: ({ list }) => list },
];

const ROUND_COLUMNS: readonly Column<ShownRound>[] = [
  { head: 'round', cell: ({ episode }) => episode, right: true },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'state', cell: ({ state }) => state },
  { head: 'opened', cell: ({ openedOn }) => openedOn },
  { head: 'handed over', cell: ({ handedOverOn }) => handedOverOn },
  { head: 'valid until', cell: ({ validUntil }) => validUntil },
  { head: 'closed', cell: ({ closedOn }) => closedOn },
  { head: 'because', cell: ({ closeReason }) => closeReason },
];

const CONTACT_COLUMNS: readonly Column<ShownContact>[] = [
  { head: 'contact', cell: ({ contact }) => contact, right: true },
  { head: 'batch', cell: ({ batch }) => batch, right: true },
  { head: 'programme', cell: ({ programme }) => programme ?? 'all' },
  { head: 'step', cell: ({ step }) => step },
  { head: 'state', cell: ({ state }) => state },
  { head: 'due', cell: ({ dueOn }) => dueOn },
  { head: 'handed over', cell: ({ handedOverOn }) => handedOverOn },
  { head: 'because', cell: ({ reason }) => reason },
];

const SOURCE_WORDS: Readonly<Record<string, string>> = {
  organ_statements: 'organ statements',
  opt_outs: 'opt-outs',
  manual_routes: 'manual routes',
};

/** What a split moved where, and what is left to look at. */
export function splitText(summary: SplitSummary & { readonly roundsAndContacts: number }): string {
  const { merge, mergedAt, survivor, returned, holder, numbers, entries, stayed, roundsAndContacts } =
    summary;
  const moved = [
    'the register record and residencies',
    `numbers ${count(numbers)}`,
    ...Object.entries(entries).map(([source, n]) => `${SOURCE_WORDS[source] ?? source} ${count(n)}`),
    ...(roundsAndContacts === 0 ? [] : [`rounds and contacts ${count(roundsAndContacts)}`]),
  ];
  const lines = [
    `merge ${merge} of ${mergedAt.toISOString().slice(0, 10)} is undone: resident ${returned} is split off from ${survivor} again`,
    `  back to ${returned}: ${moved.join(', ')}`,
    `  what the register has said since the merge went to ${holder}, who has the number it called the present one`,
    ...(stayed === 0
      ? []
      : [
          `  entries that came after the merge stay with ${survivor} (${count(stayed)}): look whose they are`,
        ]),
    'the link between their numbers is not followed again',
    `next: kallelse residents show ${survivor}; kallelse residents show ${returned}`,
    '',
  ];
  return lines.join('\n');
}
