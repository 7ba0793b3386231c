import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Changes, type Change } from './change-row';
import { csvLines } from './csv';
import type { EventLine } from './event-line';
import { writeImportFile, type FileContent, type OnProgress, type WrittenFile } from './file-writer';
import { DISTRICT_COLUMNS, Geography, type DistrictRow } from './geography';
import { arrivalEvents, residentEvents } from './history/resident-events';
import { ChangeTally, EventTally, manifestHead, ResidentTally, type RegionManifest } from './manifest';
import { resolveOptions, type RegionOptions, type ResolvedOptions } from './options';
import type { Person } from './person';
import { PersonFactory } from './person-factory';
import { RESIDENT_COLUMNS, residentRows, type ResidentRow } from './resident-row';
import { CATCHMENT_COLUMNS, UNIT_COLUMNS, Units, type CatchmentRow, type UnitRow } from './units';

/** The names of the files; `changes.csv` only with `changesOn`. */
export const REGION_FILES = {
  districts: 'districts.csv',
  units: 'units.csv',
  catchments: 'catchments.csv',
  residents: 'residents.csv',
  events: 'events.ndjson',
  changes: 'changes.csv',
  manifest: 'manifest.json',
} as const;

interface Tallies {
  readonly residents: ResidentTally;
  readonly events: EventTally;
  readonly changes: ChangeTally;
}

/** An invented region; makes every row when asked for it and keeps none. */
export class SyntheticRegion {
  readonly options: ResolvedOptions;
  private readonly geography: Geography;
  private readonly unitList: Units;
  private readonly factory: PersonFactory;

  constructor(options: RegionOptions) {
    this.options = resolveOptions(options);
    this.geography = new Geography(this.options);
    this.unitList = new Units(this.options, this.geography);
    this.factory = new PersonFactory(this.options, this.geography);
  }

  districts(): Iterable<DistrictRow> {
    return this.geography.rows();
  }

  units(): Iterable<UnitRow> {
    return this.unitList.rows();
  }

  catchments(): Iterable<CatchmentRow> {
    return this.unitList.catchments();
  }

  /** The rows of the register extract, one for most residents. */
  residents(): Iterable<ResidentRow> {
    return this.residentRows(new ResidentTally());
  }

  /** The lines of the events file. */
  events(): Iterable<EventLine> {
    return this.eventLines(new EventTally());
  }

  /** The rows of the later change file; none without `changesOn`. */
  *changes(): Generator<ResidentRow> {
    for (const { row } of this.changeRows(new ChangeTally())) yield row;
  }

  /** The people behind the extract, with what no file says of them; for tests and measurements. */
  *people(): Generator<Person> {
    for (let i = 0; i < this.options.residents; i++) yield this.factory.resident(i);
  }

  /** Counts everything without writing it. */
  manifest(): RegionManifest {
    const tallies = newTallies();
    drain(this.residentRows(tallies.residents));
    drain(this.eventLines(tallies.events));
    drain(this.changeRows(tallies.changes));
    return this.manifestOf(tallies, []);
  }

  /** Writes every file with its control file, and `manifest.json` last. Existing files of these names are replaced. */
  async writeTo(folder: string, onProgress?: OnProgress): Promise<RegionManifest> {
    await mkdir(folder, { recursive: true });
    const tallies = newTallies();
    const files: WrittenFile[] = [];
    for (const content of this.contents(tallies)) {
      files.push(await writeImportFile(folder, content, onProgress));
    }
    const manifest = this.manifestOf(tallies, files);
    await writeFile(join(folder, REGION_FILES.manifest), `${JSON.stringify(manifest, undefined, 2)}\n`);
    return manifest;
  }

  private *contents(tallies: Tallies): Generator<FileContent> {
    const table = { sequence: 1, headerLines: 1 };
    yield { ...table, name: REGION_FILES.districts, lines: csvLines(DISTRICT_COLUMNS, this.districts()) };
    yield { ...table, name: REGION_FILES.units, lines: csvLines(UNIT_COLUMNS, this.units()) };
    yield { ...table, name: REGION_FILES.catchments, lines: csvLines(CATCHMENT_COLUMNS, this.catchments()) };
    const extract = this.residentRows(tallies.residents);
    yield { ...table, name: REGION_FILES.residents, lines: csvLines(RESIDENT_COLUMNS, extract) };
    const events = jsonLines(this.eventLines(tallies.events));
    yield { sequence: 1, headerLines: 0, name: REGION_FILES.events, lines: events };
    if (this.options.changesOn === undefined) return;
    const changes = rowsOf(this.changeRows(tallies.changes));
    // The second file of the register: its sequence follows the extract's.
    yield {
      ...table,
      sequence: 2,
      name: REGION_FILES.changes,
      lines: csvLines(RESIDENT_COLUMNS, changes),
    };
  }

  private *residentRows(tally: ResidentTally): Generator<ResidentRow> {
    for (let i = 0; i < this.options.residents; i++) {
      const person = this.factory.resident(i);
      const rows = residentRows(person, this.options);
      tally.add(person, rows);
      yield* rows;
    }
  }

  private *eventLines(tally: EventTally): Generator<EventLine> {
    for (let i = 0; i < this.options.residents; i++) {
      for (const line of residentEvents(this.factory.resident(i), this.options)) {
        tally.add(line, false);
        yield line;
      }
    }
    for (let n = 0; n < this.options.arrivals; n++) {
      for (const line of arrivalEvents(this.factory.arrival(n), this.options)) {
        tally.add(line, true);
        yield line;
      }
    }
  }

  private *changeRows(tally: ChangeTally): Generator<Change> {
    const { changesOn, residents, arrivals } = this.options;
    if (changesOn === undefined) return;
    const changes = new Changes(this.options, this.geography, changesOn);
    for (let i = 0; i < residents; i++) {
      const change = changes.of(this.factory.resident(i));
      if (change === undefined) continue;
      tally.add(change);
      yield change;
    }
    for (let n = 0; n < arrivals; n++) {
      const change = changes.arrival(this.factory.arrival(n));
      tally.add(change);
      yield change;
    }
  }

  private manifestOf(tallies: Tallies, files: readonly WrittenFile[]): RegionManifest {
    const { municipalities, districts } = this.geography;
    return {
      ...manifestHead(this.options),
      residents: tallies.residents.counts,
      events: tallies.events.counts,
      changes: this.options.changesOn === undefined ? null : tallies.changes.counts,
      districts: { region: 1, municipality: municipalities.length, regso: districts.length },
      units: [...this.units()].length,
      catchments: [...this.catchments()].length,
      files,
    };
  }
}

/** A region of the given size, date and seed. Nothing is generated until it is asked for. */
export function generateRegion(options: RegionOptions): SyntheticRegion {
  return new SyntheticRegion(options);
}

function newTallies(): Tallies {
  return { residents: new ResidentTally(), events: new EventTally(), changes: new ChangeTally() };
}

function* rowsOf(changes: Iterable<Change>): Generator<ResidentRow> {
  for (const { row } of changes) yield row;
}

function* jsonLines(lines: Iterable<EventLine>): Generator<string> {
  for (const line of lines) yield JSON.stringify(line);
}

function drain(rows: Iterable<unknown>): void {
  const iterator = rows[Symbol.iterator]();
  while (iterator.next().done !== true);
}
