import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlainDate } from '@kallelse/kernel';

/** What a data folder filled by the demo remembers of its invented world, beside what the database holds. */
export interface DemoWorld {
  readonly residents: number;
  readonly seed: number;
  /** The instant it is there, for every command that runs in the folder. */
  readonly now: string;
  /** The last day whose answers and returned letters have come in. */
  readonly played: PlainDate;
}

/** The demo's world in a data folder; undefined where no demo has run. */
export function readWorld(dataFolder: string): DemoWorld | undefined {
  const path = worldFile(dataFolder);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DemoWorld) : undefined;
}

/** Writes it whole or not at all. */
export function writeWorld(dataFolder: string, world: DemoWorld): void {
  mkdirSync(demoFolder(dataFolder), { recursive: true, mode: 0o700 });
  const part = `${worldFile(dataFolder)}.part`;
  writeFileSync(part, `${JSON.stringify(world)}\n`, { mode: 0o600 });
  renameSync(part, worldFile(dataFolder));
}

/** Where the demo keeps its files. */
export function demoFolder(dataFolder: string): string {
  return join(dataFolder, 'demo');
}

/** What the simulated inbox has delivered, by key: so that it knows a message again after its process was killed. */
export function inboxJournal(dataFolder: string): string {
  return join(demoFolder(dataFolder), 'inbox-1177.journal');
}

function worldFile(dataFolder: string): string {
  return join(demoFolder(dataFolder), 'world.json');
}
