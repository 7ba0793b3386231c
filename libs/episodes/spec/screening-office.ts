import { AuditLog } from '@kallelse/access';
import { parseDefinition } from '@kallelse/eligibility';
import { plainDate, toPlainDate, toDay, today, type PlainDate } from '@kallelse/kernel';
import { ImportEvents, ImportResidents } from '@kallelse/population';
import type { Role } from '@kallelse/platform';
import type { TestDatabase } from '@test/support/database';
import { csv, file, row, testNumber, type RowInput } from '../../population/spec/register-file';
import { openEnquiries, openRounds } from '../src/application/open-rounds';
import { SettleRounds } from '../src/application/settle';

/** A programme of the specs: everybody of 50 to 74, every second year, no organ asked about. */
export const PROGRAMME = {
  programme: 'trial',
  version: '2026.1',
  validFrom: '2026-01-01',
  labels: { sv: 'Prov', en: 'Trial' },
  countsTests: ['fit'],
  eligibility: {
    all: [
      { fact: 'residency.status', is: 'registered' },
      { fact: 'age', between: [50, 74] },
    ],
  },
  exclusions: [{ code: 'opted-out', when: { fact: 'optOut', is: true }, labels: { sv: 'Nej', en: 'No' } }],
  holds: [
    {
      code: 'deferred',
      when: { fact: 'deferred', is: true },
      until: { fact: 'deferredUntil' },
      labels: { sv: 'Uppskov', en: 'Deferred' },
    },
  ],
  schedule: { anchor: 'lastTest', next: [{ after: 'P2Y' }], nonAttender: { after: 'P1Y' } },
  validity: 'P6M',
  steps: [
    { id: 'invitation', template: 'trial-invitation' },
    { id: 'reminder-1', after: 'P60D', from: 'handed-over', template: 'trial-reminder', unless: ['outcome'] },
  ],
  channels: { order: ['1177', 'paper'] },
};

/** A line of an events file without whom it is about. */
export type Line = Readonly<Record<string, unknown>>;
export interface RoundRow {
  readonly id: number;
  readonly resident: number;
  readonly state: string;
  readonly reason: string | null;
  readonly participated: PlainDate | null;
  readonly handed: PlainDate | null;
  readonly until: PlainDate | null;
}

/** Residents, events, rounds and time of a spec, on its database; everything dated by `day`. */
export class ScreeningOffice {
  day = plainDate('2026-03-02');
  readonly clock = { now: () => new Date(`${this.day}T10:00:00Z`) };
  private people = 0;

  constructor(readonly db: TestDatabase) {}

  get audit(): AuditLog {
    return new AuditLog(this.db.databases, this.clock);
  }

  query<Row>(sql: string, values: readonly unknown[] = [], role: Role = 'kallelse_generate'): Promise<Row[]> {
    return this.db.databases.query<Row>(role, sql, [...values]);
  }

  later(days: number): PlainDate {
    this.day = toPlainDate(toDay(this.day) + days);
    return this.day;
  }

  /** A number of the test series that nobody has yet, for somebody born in 1966. */
  number(): string {
    const born = toPlainDate(toDay(plainDate('1966-01-01')) + Math.floor(this.people / 20));
    return testNumber(born.replaceAll('-', ''), this.people++ % 20);
  }

  /** Imports register rows, each somebody new unless it has a number; returns their numbers. */
  async register(...rows: readonly RowInput[]): Promise<string[]> {
    const numbered = rows.map((input) => {
      const identity = input.identity ?? this.number();
      const birth = `${identity.slice(0, 4)}-${identity.slice(4, 6)}-${identity.slice(6, 8)}`;
      return { ...row({ birth_date: birth, ...input }), identity };
    });
    const importer = new ImportResidents(this.db.databases, this.clock, this.audit);
    const { rejected } = await importer.run({ path: file(csv(numbered)), actor: { user: 'anna' } });
    if (rejected > 0) throw new Error('the register rows are wrong');
    return numbered.map(({ identity }) => identity);
  }

  /** Imports event lines of one person. */
  tell(identity: string, ...lines: readonly Line[]): Promise<void> {
    return this.tellAll(lines.map((line) => ({ identity, ...line })));
  }

  /** Imports event lines that say whom they are about. */
  async tellAll(lines: readonly Line[]): Promise<void> {
    const importer = new ImportEvents(this.db.databases, this.clock, this.audit);
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const { rejected } = await importer.run({ path: file(text, 'ndjson'), actor: { user: 'anna' } });
    if (rejected > 0) throw new Error('the event lines are wrong');
  }

  test(identity: string, date: string, more: Line = {}): Promise<void> {
    const test = { programme: 'trial', type: 'test', date, method: 'fit', result: 'negative' };
    return this.tell(identity, { ...test, ...more });
  }

  async residentOf(identity: string): Promise<number> {
    const sql = 'SELECT resident_id AS id FROM identity.identifiers WHERE value = $1';
    const [found] = await this.query<{ id: number }>(sql, [identity], 'kallelse_import');
    if (!found) throw new Error('nobody has this number');
    return found.id;
  }

  /** Stores an approved definition and returns its id. */
  async define(document: object = PROGRAMME): Promise<number> {
    const parsed = parseDefinition(document);
    if (!parsed.ok) throw new Error('the definition is wrong');
    const { programme, version, validFrom, hash } = parsed.value;
    const [made] = await this.query<{ id: number }>(
      `INSERT INTO screening.definitions (programme, version, valid_from, document, hash, state, author, submitted_by, submitted_at, approved_by, approved_at)
       VALUES ($1, $2, $3, $4, $5, 'approved', 'anna', 'anna', $6, 'bo', $6) RETURNING id`,
      [programme, version, validFrom, JSON.stringify(document), hash, this.clock.now()],
      'kallelse_app',
    );
    return made?.id ?? 0;
  }

  /** A released batch without contacts. */
  async batch(definition: number | null): Promise<number> {
    const [made] = await this.query<{ id: number }>(
      `INSERT INTO screening.batches (kind, programme, seed, state, definition_id, author, planned_at, generated_at)
       VALUES ($1, $2, 's', 'released', $3, 'anna', $4, $4) RETURNING id`,
      [definition ? 'invitation' : 'enquiry', definition ? 'trial' : null, definition, this.clock.now()],
    );
    return made?.id ?? 0;
  }

  /** Opens rounds for people, in a batch of their own; returns how many were opened. */
  async open(
    definitionId: number,
    identities: readonly string[],
    document: object = PROGRAMME,
  ): Promise<number> {
    const parsed = parseDefinition(document);
    if (!parsed.ok) throw new Error('the definition is wrong');
    const definition = parsed.value;
    const batchId = await this.batch(definitionId);
    const residents = await Promise.all(identities.map((identity) => this.residentOf(identity)));
    const text = `SELECT resident_id, region, municipality, district, area_type, coalesce(reach.protection <> 'none', false) AS is_protected
      FROM screening.resident_facts JOIN screening.resident_reach AS reach USING (resident_id) WHERE resident_id = ANY ($1::bigint[])`;
    const times = { now: this.clock.now(), today: today(this.clock) };
    return this.db.databases.transaction('kallelse_generate', (tx) =>
      openRounds(tx, {
        batchId,
        definitionId,
        definition,
        selection: { text, values: [residents] },
        ...times,
      }),
    );
  }

  /** Makes enquiries about organs, in a batch of their own; returns how many were made. */
  async enquire(identities: readonly string[], organs: readonly string[] = ['cervix']): Promise<number> {
    const batchId = await this.batch(null);
    const residents = await Promise.all(identities.map((identity) => this.residentOf(identity)));
    const text = 'SELECT unnest($1::bigint[]) AS resident_id, $2::text[] AS organs';
    const times = { now: this.clock.now(), today: today(this.clock) };
    return this.db.databases.transaction('kallelse_generate', (tx) =>
      openEnquiries(tx, { batchId, selection: { text, values: [residents, organs] }, ...times }),
    );
  }

  /** What a worker does when the contacts of somebody that wait have left the house. */
  async handOver(identity: string): Promise<void> {
    await this.query(
      `UPDATE screening.contacts SET state = 'handed-over', handed_over_on = $2, changed_at = $3
       WHERE resident_id = screening.present_resident($1) AND state = 'waiting' AND due_on <= $2`,
      [await this.residentOf(identity), this.day, this.clock.now()],
      'kallelse_delivery',
    );
  }

  settle(): ReturnType<SettleRounds['run']> {
    return new SettleRounds(this.db.databases, this.clock).run();
  }

  /** Rounds of somebody, the earliest first. */
  async rounds(identity: string): Promise<RoundRow[]> {
    return this.query<RoundRow>(
      `SELECT id, resident_id AS resident, state, close_reason AS reason, participated_on AS participated,
         handed_over_on AS handed, valid_until AS until
       FROM screening.episodes WHERE resident_id = $1 ORDER BY id`,
      [await this.residentOf(identity)],
    );
  }

  /** Contacts of somebody as `step state reason`, the earliest first. */
  async contacts(identity: string): Promise<string[]> {
    const rows = await this.query<{ text: string }>(
      `SELECT concat_ws(' ', step, state, reason) AS text FROM screening.contacts WHERE resident_id = $1 ORDER BY id`,
      [await this.residentOf(identity)],
    );
    return rows.map(({ text }) => text);
  }

  /** Kallelse's own events of somebody that stand, as `type from until`. */
  async ownEvents(identity: string): Promise<string[]> {
    const rows = await this.query<{ text: string }>(
      `SELECT concat_ws(' ', type, from_date, until_date) AS text FROM screening.events
       WHERE resident_id = $1 AND superseded_at IS NULL AND ref LIKE 'kallelse:%' ORDER BY type, from_date`,
      [await this.residentOf(identity)],
    );
    return rows.map(({ text }) => text);
  }
}
