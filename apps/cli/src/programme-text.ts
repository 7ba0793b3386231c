import {
  definitionId,
  diffDefinitions,
  type DefinitionChange,
  type Lint,
  type Version,
} from '@kallelse/eligibility';
import type { StoppedContactsOfBatch } from '@kallelse/episodes';
import type { Approved, Draft, ProgrammeVersion, SimulationChecked, Withdrawn } from '@kallelse/programmes';
import { count, table, type Column, percent } from './output';

/** A version as the list shows it. */
export interface ShortVersion {
  readonly id: string;
  readonly region: string | null;
  readonly state: string;
  readonly validFrom: string | null;
  readonly author: string;
  readonly submittedBy: string | null;
  readonly approvedBy: string | null;
  readonly hash: string | null;
}

export function shortly(version: ProgrammeVersion): ShortVersion {
  const { definition, region, state, validFrom, author, submittedBy, approvedBy } = version;
  const { hash } = definition;
  return { id: definitionId(definition), region, state, validFrom, author, submittedBy, approvedBy, hash };
}

export function draftShortly({ programme, version, region, savedBy, document, issues }: Draft): ShortVersion {
  const { validFrom } = document as { validFrom?: unknown };
  const errors = `${issues.length} error${issues.length === 1 ? '' : 's'}`;
  return {
    id: `${programme}@${version}`,
    region,
    state: issues.length === 0 ? 'draft' : `draft with ${errors}`,
    validFrom: typeof validFrom === 'string' ? validFrom : null,
    author: savedBy,
    submittedBy: null,
    approvedBy: null,
    hash: null,
  };
}

export const VERSION_COLUMNS: readonly Column<ShortVersion>[] = [
  { head: 'version', cell: ({ id }) => id },
  { head: 'region', cell: ({ region }) => region ?? 'national' },
  { head: 'state', cell: ({ state }) => state },
  { head: 'valid from', cell: ({ validFrom }) => validFrom },
  { head: 'author', cell: ({ author }) => author },
  { head: 'submitted by', cell: ({ submittedBy }) => submittedBy },
  { head: 'approved by', cell: ({ approvedBy }) => approvedBy },
  { head: 'hash', cell: ({ hash }) => hash?.slice(0, 12) },
];

export function approvedText({ version, regionsOnOlderBase, simulation }: Approved): string {
  const { id, state, validFrom } = shortly(version);
  const regions = regionsOnOlderBase.join(', ');
  const older =
    regionsOnOlderBase.length === 0
      ? ''
      : `regions whose own values stand on an older national version, which stays in force there: ${regions}\n`;
  const seen = simulation ? `${simulatedText(simulation)}\n` : '';
  return `${id} is approved and ${state}, valid from ${validFrom}\n${seen}${older}`;
}

function simulatedText({
  simulation,
  asOf,
  invited,
  population,
  follows,
  ...rest
}: SimulationChecked): string {
  const { changed, changeShare } = rest;
  const change =
    changed === null || changeShare === null
      ? 'no rules were in force before'
      : `${count(changed)} (${percent(changeShare)}) are decided differently from ${follows}`;
  return `simulation ${simulation} as of ${asOf}: ${count(invited ?? 0)} of ${count(population ?? 0)} residents are invited; ${change}`;
}

export function withdrawnText(
  { version, inForce }: Withdrawn,
  stopped: readonly StoppedContactsOfBatch[],
): string {
  const { id } = shortly(version);
  const now = inForce
    ? `${shortly(inForce).id} is in force instead`
    : `no version of ${version.definition.programme} is in force now: nobody is called by it until one is approved`;
  const total = stopped.reduce((sum, { contacts }) => sum + contacts, 0);
  const lines = stopped.length === 0 ? '' : table(stopped, STOPPED_COLUMNS);
  const each = stopped.length === 0 ? '' : 'each of them: kallelse batch unsent BATCH\n';
  return `${id} is withdrawn; ${now}\n${count(total)} unsent contacts were stopped\n${lines}${each}`;
}

const STOPPED_COLUMNS: readonly Column<StoppedContactsOfBatch>[] = [
  { head: 'batch', cell: ({ batch }) => batch, right: true },
  { head: 'step', cell: ({ step }) => step },
  { head: 'state', cell: ({ state }) => state },
  { head: 'contacts', cell: ({ contacts }) => count(contacts), right: true },
];

/** What differs between two versions, a line each. */
export function changesText(
  before: Version,
  after: Version,
  language: 'sv' | 'en',
): { changes: readonly DefinitionChange[]; text: string } {
  const changes = diffDefinitions(before, after, language);
  const ids = [definitionId(before.definition), definitionId(after.definition)];
  const head = `${ids[0]} → ${ids[1]}`;
  const none = language === 'sv' ? 'inga skillnader i reglerna' : 'no difference in the rules';
  const lines = changes.map(({ path, text }) => `  ${text}   [${path}]\n`).join('');
  return { changes, text: changes.length === 0 ? `${head}: ${none}\n` : `${head}\n${lines}` };
}

/** What is valid and hardly meant, one line each, with the source where there is one; nothing when there is nothing. */
export function warningsText(warnings: readonly Lint[]): string {
  return warnings
    .map(({ path, message, source }) => {
      const from = source === undefined ? '' : ` (${source})`;
      return `warning: ${path}: ${message}${from}\n`;
    })
    .join('');
}
