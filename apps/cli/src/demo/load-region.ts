import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Actor } from '@kallelse/access';
import { type PlainDate } from '@kallelse/kernel';
import { ImportEvents, ImportReference, ImportResidents, type ImportSummary } from '@kallelse/population';
import { ApproveProgramme, definitionsFolder, SubmitProgramme } from '@kallelse/programmes';
import { type Office } from '../office';
import { count } from '../output';
import { generateRegion, PROGRAMMES, REGION_FILES, type RegionManifest } from './synthetic';
import { type Say } from './say';

export interface RegionToLoad {
  readonly folder: string;
  readonly residents: number;
  readonly seed: number;
  readonly asOf: PlainDate;
}

/** Writes the region's files, unless an earlier run has. */
export async function writeRegion(
  { folder, residents, seed, asOf }: RegionToLoad,
  say: Say,
): Promise<RegionManifest> {
  const manifest = join(folder, REGION_FILES.manifest);
  if (existsSync(manifest)) {
    say(`the region's files are there from an earlier run: ${folder}`);
    return JSON.parse(await readFile(manifest, 'utf8')) as RegionManifest;
  }
  const written = await generateRegion({ asOf, residents, seed }).writeTo(folder);
  say(
    `${count(written.residents.people)} residents and ${count(written.events.lines)} events written to ${folder}`,
  );
  return written;
}

/** Imports the region's files as an office would, and puts the four programmes in force: one submits, another approves. */
export async function loadRegion(
  office: Office,
  folder: string,
  people: { author: Actor; approver: Actor },
  say: Say,
): Promise<void> {
  const reference = office.get(ImportReference);
  for (const what of ['districts', 'units', 'catchments'] as const) {
    const { written } = await reference.run(what, join(folder, REGION_FILES[what]), people.author);
    say(`imported ${what}: ${count(written)}`);
  }
  const onProgress = (line: string): void => say(`  ${line}`);
  const residents = await office
    .get(ImportResidents)
    .run({ path: join(folder, REGION_FILES.residents), actor: people.author, onProgress });
  say(`imported residents: ${summaryText(residents)}`);
  const events = await office
    .get(ImportEvents)
    .run({ path: join(folder, REGION_FILES.events), actor: people.author, onProgress });
  say(`imported events: ${summaryText(events)}`);
  await putInForce(office, people);
  say(
    `in force: ${PROGRAMMES.join(', ')} (submitted by ${people.author.user}, approved by ${people.approver.user})`,
  );
}

/** Puts the four programmes in force: one submits, another approves. */
export async function putInForce(office: Office, people: { author: Actor; approver: Actor }): Promise<void> {
  for (const programme of PROGRAMMES) {
    const path = join(definitionsFolder(), `${programme}.yaml`);
    const { definition } = await office.get(SubmitProgramme).run({ path }, people.author);
    await office.get(ApproveProgramme).run({ programme, version: definition.version }, people.approver);
  }
}

function summaryText({ repeated, rows, rejected, counts }: ImportSummary): string {
  if (repeated) return `nothing to do, this very file was imported before (${count(rows)} rows)`;
  const parts = Object.entries(counts).filter(([, n]) => n > 0);
  return `${count(rows)} rows: ${[...parts.map(([name, n]) => `${count(n)} ${name}`), `${count(rejected)} rejected`].join(', ')}`;
}
