import { plainDate } from '@kallelse/kernel';
import type { RowInput } from '../../../population/spec/register-file';
import type { Line } from '../../../episodes/spec/screening-office';
import { DeliveryOffice, deliveryOffice, LETTERS } from '../../spec/delivery-office';
import { gate } from './gate';

jest.setTimeout(120_000);

/** Rounds begin here; what changes does so on the day after. */
const OPENED = plainDate('2026-05-01');
const SINCE = plainDate('2026-05-02');
const [INVITATION, REMINDER] = LETTERS.steps;
const RULES = {
  attributes: { packYears: { type: 'number', labels: { sv: 'Paketår', en: 'Pack-years' } } },
  eligibility: {
    all: [
      { fact: 'residency.status', is: 'registered' },
      { fact: 'age', between: [50, 74] },
      { fact: 'organ.cervix', is: 'present' },
    ],
  },
  steps: [
    { id: 'information', template: 'opt-information', announces: true },
    { ...INVITATION, after: 'P14D' },
    REMINDER,
  ],
  followUps: [{ id: 'inadequate', results: ['inadequate'], template: 'test-inadequate', after: 'P3D' }],
};
const trial = { programme: 'trial' };
const test = (date: string, more: Line = {}): Line => ({
  ...trial,
  ...{ type: 'test', date, method: 'fit', result: 'negative' },
  ...more,
});

/** The letters of a round beside invitation, reminder and enquiry, and those of no round. */
const KINDS = [
  'announcement',
  'replacement',
  'new-time',
  'follow-up',
  'questionnaire',
  'correction',
] as const;
type Kind = (typeof KINDS)[number];
type Change = { readonly register: RowInput } | { readonly tell: Line } | object;

const GOES = 'goes';
/** The round's first letters; what goes with a round that runs; what follows a result; of no round. */
const TABLE: readonly (readonly [string, Change, ...string[]])[] = [
  ['nothing', {}, ...all(GOES)],
  ['died', { register: { status: 'deceased', status_date: SINCE } }, ...all('not-registered')],
  ['emigrated', { register: { status: 'emigrated', status_date: SINCE } }, ...all('not-registered')],
  ['opted out', { tell: { ...trial, kind: 'permanent', from: SINCE } }, ...ofProgramme('opted-out')],
  // A round that is over cannot be declined; a questionnaire belongs to none.
  [
    'declined this round',
    { tell: { ...trial, kind: 'episode', from: SINCE } },
    ...['opted-out', 'opted-out', 'opted-out', 'opted-out', GOES, GOES],
  ],
  [
    'asked for a deferral',
    { tell: { ...trial, type: 'deferral', from: SINCE, until: '2026-09-01' } },
    ...ofProgramme('deferred'),
  ],
  [
    'organ removed',
    { tell: { organ: 'cervix', state: 'absent', source: 'clinic', effective: SINCE } },
    ...ofProgramme('organ'),
  ],
  ['under care', { tell: { ...trial, type: 'care', from: SINCE } }, ...ofProgramme('under-care')],
  [
    'held by hand',
    { tell: { ...trial, kind: 'hold', from: SINCE, code: 'by-clinic' } },
    ...ofProgramme('by-clinic'),
  ],
  ['tested', { tell: test(SINCE) }, ...['tested', 'tested', 'tested', 'tested', GOES, GOES]],
  [
    'a time booked',
    { tell: { ...trial, type: 'booking', date: '2026-06-10' } },
    ...['booked', 'booked', GOES, GOES, GOES, GOES],
  ],
  [
    'a result that did not stand',
    { tell: test(OPENED, { result: 'negative', ref: 'SAME' }) },
    ...['tested', 'tested', 'tested', 'result-changed', GOES, GOES],
  ],
  ['too old by a corrected birth date', { register: { birth_date: '1940-01-01' } }, ...all(GOES)],
];

function all(fate: string): string[] {
  return KINDS.map(() => fate);
}

/** A correction is of no programme: who has opted out, too, has a letter that was wrong. */
function ofProgramme(fate: string): string[] {
  return KINDS.map((kind) => (kind === 'correction' ? GOES : fate));
}

class KindsOffice extends DeliveryOffice {
  private readonly byCell = new Map<string, number>();
  private reasons = new Map<number, string>();

  async live(): Promise<void> {
    await this.begin(RULES);
    this.day = OPENED;
    const people = new Map<Kind, string[]>();
    for (const kind of KINDS) {
      const some = await this.withOrgan();
      people.set(kind, some);
      await this.make(kind, some);
    }
    this.day = SINCE;
    await this.change(people);
    const ids = [...this.byCell.values()];
    const { suppressed } = await this.db.databases.transaction('kallelse_delivery', (tx) =>
      gate(tx, 'contact.id = ANY ($1::bigint[])', [ids], SINCE),
    );
    this.reasons = new Map(
      [...suppressed].flatMap(([reason, some]) => some.map((id) => [id, reason] as const)),
    );
  }

  fates(what: string): string[] {
    return KINDS.map((kind) => this.reasons.get(this.byCell.get(`${what} ${kind}`) ?? 0) ?? GOES);
  }

  private async withOrgan(): Promise<string[]> {
    const some = await this.register(...TABLE.map(() => ({ first_registered_sex: '' })));
    const present = { organ: 'cervix', state: 'present', source: 'self', effective: '2020-01-01' };
    await this.tellAll(some.map((identity) => ({ identity, ...present })));
    return some;
  }

  /** A letter of a kind for each row of the table that waits at the gate. */
  private async make(kind: Kind, people: readonly string[]): Promise<void> {
    const batch = await this.generated();
    const residents = await Promise.all(people.map((identity) => this.residentOf(identity)));
    if (kind === 'announcement') return this.note(kind, people, 'batch_id = $1', [batch]);
    await this.query(
      `UPDATE screening.contacts SET state = 'handed-over', handed_over_on = $2, settled_on = $2 WHERE batch_id = $1`,
      [batch, OPENED],
      'kallelse_generate',
    );
    await this.query(
      `UPDATE screening.episodes SET handed_over_on = $2, valid_until = '2026-11-01' WHERE batch_id = $1`,
      [batch, OPENED],
    );
    if (kind === 'follow-up') {
      await this.tellAll(
        people.map((identity) => ({
          identity,
          ...test(OPENED, { result: 'inadequate', ref: `lab:${identity}` }),
        })),
      );
      await this.settle();
    } else {
      const inRound = kind === 'replacement' || kind === 'new-time';
      await this.query(
        `INSERT INTO screening.contacts (batch_id, episode_id, resident_id, kind, step, template, questions, due_on, changed_at)
         SELECT $1, CASE WHEN $2 THEN id END, resident_id, $3, $3, $3, CASE WHEN $3 = 'questionnaire' THEN ARRAY['packYears'] END, $4, now()
         FROM screening.episodes WHERE batch_id = $1`,
        [batch, inRound, kind, OPENED],
      );
    }
    await this.note(kind, people, 'kind = $1 AND resident_id = ANY ($2::bigint[])', [kind, residents]);
  }

  private async note(kind: Kind, people: readonly string[], which: string, values: unknown[]): Promise<void> {
    const rows = await this.query<{ id: number; resident_id: number }>(
      `SELECT id, resident_id FROM screening.contacts WHERE ${which}`,
      values,
    );
    const byResident = new Map(rows.map(({ id, resident_id: resident }) => [resident, id]));
    for (const [i, [what]] of TABLE.entries()) {
      const contact = byResident.get(await this.residentOf(people[i] ?? ''));
      if (contact === undefined) throw new Error(`${what}: there is no ${kind}`);
      this.byCell.set(`${what} ${kind}`, contact);
    }
  }

  private async change(people: ReadonlyMap<Kind, readonly string[]>): Promise<void> {
    for (const [i, [, made]] of TABLE.entries()) {
      for (const [, some] of people) {
        const identity = some[i] ?? '';
        if ('register' in made) await this.register({ identity, first_registered_sex: '', ...made.register });
        if ('tell' in made) {
          const line = made.tell;
          await this.tell(identity, 'ref' in line ? { ...line, ref: `lab:${identity}` } : line);
        }
      }
    }
  }
}

describe('of letters at the gate, when since then a resident has', () => {
  const office = deliveryOffice(KindsOffice);
  beforeAll(() => office.live());

  it.each(TABLE.map(([what, , ...expected]) => [what, expected] as const))(
    `%s: ${KINDS.join(', ')}`,
    (what, expected) => {
      expect(office.fates(what)).toEqual(expected);
    },
  );
});
