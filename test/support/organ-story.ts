import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Batches, type BatchPlan, GenerateBatch, PreviewBatch, ReleaseBatch } from '@kallelse/batches';
import { Deliveries, PrintFolder } from '@kallelse/delivery';
import { SettleRounds } from '@kallelse/episodes';
import { asAdmin, loadConfig, MovableClock } from '@kallelse/platform';
import { ImportEvents, ImportReference, ImportResidents } from '@kallelse/population';
import { ApproveProgramme, definitionsFolder, SubmitProgramme } from '@kallelse/programmes';
import { withOffice, type Office } from '../../apps/cli/src/office';
import { csv, type RowInput } from '../../libs/population/spec/register-file';
import { type TestDatabase } from './database';
import { KeptTerminal } from './kept-terminal';
import { eventLines, organPeople, registerRow, type OrganPerson } from './organ-people';
import { publishedRuns } from './sent-pieces';
import { RememberingInbox, type KeptMessage } from './remembering-inbox';

export const PROGRAMMES = ['cervical', 'breast', 'colorectal', 'opt'] as const;
/** What a batch is for: a programme, or the enquiry about organs. */
export type StoryBatch = (typeof PROGRAMMES)[number] | 'enquiry';

/** What a batch has sent: messages, and the folders of its print runs. */
export interface SentBatch {
  /** Whom it has contacts for, by place in the population, the earliest first. */
  readonly selected: readonly number[];
  readonly messages: readonly KeptMessage[];
  readonly runs: readonly string[];
  /** What the files of its ordinary letters are, by checksum: the same letters have the same. */
  readonly letters: readonly string[];
}

const ANNA = { user: 'anna' };
const BO = { user: 'bo' };
const UNITS =
  'id,name,kind,region,phone,hours,return_address,programmes\n' +
  'u1,Kallelsekansliet,office,01,08-465 004 00,mån–fre 8–16,"Kallelsekansliet, Box 1, 990 00 Provstad",cervical breast colorectal opt\n';

/** Somebody whose day of birth is odd has an account of the digital inbox, whatever the number. */
export const hasAccount = (number: string): boolean => Number(number.slice(6, 8)) % 2 === 1;

/** A screening office whose people have every combination of organs and of whom many get another number. */
export class OrganStory {
  readonly people: readonly OrganPerson[];
  readonly clock = new MovableClock('2026-01-01T07:00:00Z');
  readonly terminal = new KeptTerminal();
  private readonly inbox = new RememberingInbox(hasAccount);
  private readonly folder = mkdtempSync(join(tmpdir(), 'kallelse-story-'));
  private office: Office | undefined;

  constructor(
    readonly db: TestDatabase,
    readonly digit: 0 | 1,
  ) {
    this.people = organPeople(digit);
  }

  /** Opens the office at an instant, does what is to be done and closes it. */
  async opened(instant: string, work: () => Promise<void>): Promise<void> {
    this.clock.moveTo(instant);
    const config = loadConfig({
      ...this.db.environment,
      KALLELSE_SECRET: this.db.secret,
      KALLELSE_1177_URL: await this.inbox.listen(),
      KALLELSE_LOG_LEVEL: 'debug',
    });
    try {
      await withOffice(
        this.terminal,
        async (office) => {
          this.office = office;
          await work();
        },
        { config, clock: this.clock },
      );
    } finally {
      await this.inbox.close();
    }
  }

  /** Takes away the files that were imported. */
  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** What the rules are decided on, row by row. */
  async facts(): Promise<string[]> {
    const rows = await this.rows<{ text: string }>(
      `SELECT t::text AS text FROM screening.resident_facts AS t
       UNION ALL SELECT t::text FROM screening.programme_facts AS t ORDER BY 1`,
    );
    return rows.map(({ text }) => text);
  }

  /** Imports everybody with their first number, their organs and their history, and puts the programmes in force. */
  async begin(): Promise<void> {
    await this.get(ImportReference).run('units', this.file('units.csv', UNITS), ANNA);
    await this.register(this.people.map((one) => registerRow(one, false)));
    const lines = this.people.flatMap(eventLines).map((line) => `${JSON.stringify(line)}\n`);
    const path = this.file('events.ndjson', lines.join(''));
    mustBeWhole(await this.get(ImportEvents).run({ path, actor: ANNA }));
    for (const programme of PROGRAMMES) {
      const path = join(definitionsFolder(), `${programme}.yaml`);
      const { definition } = await this.get(SubmitProgramme).run({ path }, ANNA);
      await this.get(ApproveProgramme).run({ programme, version: definition.version }, BO);
    }
  }

  /** Gives new numbers, of the other parity, to those whose turn it is. */
  async changeNumbers(when: OrganPerson['change']): Promise<void> {
    await this.register(
      this.people.filter(({ change }) => change === when).map((one) => registerRow(one, true)),
    );
  }

  /** Plans a batch and shows it. */
  async previewed(what: StoryBatch): Promise<{ id: number; selected: number }> {
    const plan: BatchPlan =
      what === 'enquiry'
        ? { kind: 'enquiry', seed: 'story' }
        : { kind: 'invitation', programme: what, seed: 'story' };
    const { id } = await this.get(Batches).plan(plan, ANNA);
    const { selected } = (await this.get(PreviewBatch).run(id, ANNA)).preview;
    return { id, selected };
  }

  async generated(what: StoryBatch): Promise<number> {
    const { id } = await this.previewed(what);
    await this.get(Batches).submit(id, ANNA);
    await this.get(Batches).approve(id, BO);
    await this.get(GenerateBatch).run(id, ANNA);
    return id;
  }

  /** Releases a batch and works it to its end. */
  async sent(batch: number): Promise<SentBatch> {
    await this.get(ReleaseBatch).run(batch, BO);
    const deliveries = this.get(Deliveries);
    while (!(await deliveries.isThrough(batch)))
      for (const { id } of await deliveries.open(batch)) await deliveries.work(id);
    const folder = this.get(PrintFolder).folder;
    const runs = publishedRuns(folder).filter(({ run }) => run.startsWith(`b${batch}-`));
    return {
      selected: await this.selectedIn(batch),
      messages: this.inbox.taken(),
      runs: runs.map(({ run }) => join(folder, run)),
      letters: runs.flatMap(({ files }) =>
        files.filter(({ name }) => name === 'letters.pdf').map(({ sha256 }) => sha256),
      ),
    };
  }

  /** Lets two years go by, in which nobody answers, and the rounds end. */
  async roundsEnd(): Promise<void> {
    this.clock.advance({ days: 730 });
    await this.get(SettleRounds).run();
  }

  /** Residents of a batch by place in the population: ids are given in the order of the first file. */
  private async selectedIn(batch: number): Promise<number[]> {
    const rows = await this.rows<{ place: number }>(
      `SELECT (resident_id - (SELECT min(resident_id) FROM screening.resident_facts))::int AS place
       FROM screening.contacts WHERE batch_id = $1 AND kind <> 'reminder' ORDER BY 1`,
      [batch],
    );
    return rows.map(({ place }) => place);
  }

  /** Asks the database as its owner, whom no row is hidden from. */
  rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return asAdmin(this.db.server, async (client) => (await client.query<Row>(sql, [...values])).rows);
  }

  private async register(rows: readonly RowInput[]): Promise<void> {
    const path = this.file('residents.csv', csv(rows));
    mustBeWhole(await this.get(ImportResidents).run({ path, actor: ANNA }));
  }

  private file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  private get get(): Office['get'] {
    if (!this.office) throw new Error('the office is not open');
    return this.office.get;
  }
}

function mustBeWhole({ rejected }: { readonly rejected: number }): void {
  if (rejected > 0) throw new Error('the rows of the story are wrong');
}
