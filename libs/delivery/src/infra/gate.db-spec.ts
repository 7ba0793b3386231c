import { plainDate } from '@kallelse/kernel';
import type { RowInput } from '../../../population/spec/register-file';
import { type Line, PROGRAMME } from '../../../episodes/spec/screening-office';
import { DeliveryOffice, deliveryOffice } from '../../spec/delivery-office';

jest.setTimeout(120_000);

/** Rounds to be reminded begin here; others, and enquiries, 60 days later; what changes does so on the day after. */
const BEFORE = '2026-02-25';
const OPENED = '2026-05-01';
const SINCE = '2026-05-02';
const SENT = 'sent by paper';

const RULES = {
  enquiry: { after: 'P1Y', max: 2 },
  eligibility: {
    all: [
      { fact: 'residency.status', is: 'registered' },
      { fact: 'age', between: [50, 74] },
      { fact: 'district', in: ['0180R001'] },
      { fact: 'organ.cervix', is: 'present' },
    ],
  },
  exclusions: [
    { code: 'opted-out', when: { fact: 'optOut', is: true }, labels: { sv: 'Nej', en: 'No' } },
    { code: 'on-list', when: { fact: 'controlList', includes: 'follow-up' }, labels: { sv: 'L', en: 'L' } },
  ],
  holds: [
    ...PROGRAMME.holds,
    { code: 'open-round', when: { fact: 'episode.open', is: true }, labels: { sv: 'Pågår', en: 'Open' } },
  ],
  schedule: {
    anchor: 'lastTest',
    next: [{ after: 'P2Y' }],
    nonAttender: { after: 'P1Y' },
    phaseIn: [{ year: 2026, birthYears: [1966], regions: ['01'] }],
  },
};

const trial = { programme: 'trial' };
const stop = (reason: string): string => `suppressed: ${reason}`;
const statement = (state: string): Line => ({ organ: 'cervix', state, source: 'clinic', effective: SINCE });
const test = (date: string, more: Line = {}): Line => ({
  ...trial,
  ...{ type: 'test', date, method: 'fit', result: 'negative' },
  ...more,
});
const manual = (kind: string): Line => ({ ...trial, kind, from: SINCE, code: 'by-clinic' });

/** What changed since selection: a row of the register or a line of an events file. */
type Change = { readonly register: RowInput } | { readonly tell: Line } | { readonly annul: true } | object;

/** What changed, and what becomes of an invitation, a reminder and an enquiry about an organ. */
const TABLE: readonly (readonly [string, Change, string, string, string])[] = [
  // Item 4 of "From batch to letter": what makes sending wrong now.
  ['nothing', {}, SENT, SENT, SENT],
  ['died', { register: { status: 'deceased', status_date: SINCE } }, ...three(stop('not-registered'))],
  ['emigrated', { register: { status: 'emigrated', status_date: SINCE } }, ...three(stop('not-registered'))],
  ['opted out', { tell: { ...trial, kind: 'permanent', from: SINCE } }, ...rounds(stop('opted-out'))],
  [
    'opted out for a while',
    { tell: { ...trial, kind: 'until', from: SINCE, until: '2027-01-01' } },
    ...rounds(stop('opted-out')),
  ],
  ['declined this round', { tell: { ...trial, kind: 'episode', from: SINCE } }, ...rounds(stop('opted-out'))],
  [
    'opted out from later on',
    { tell: { ...trial, kind: 'permanent', from: '2026-06-01' } },
    SENT,
    SENT,
    SENT,
  ],
  [
    'opted out of another programme',
    { tell: { programme: 'breast', kind: 'permanent', from: SINCE } },
    SENT,
    SENT,
    SENT,
  ],
  [
    'asked for a deferral',
    { tell: { ...trial, type: 'deferral', from: SINCE, until: '2026-09-01' } },
    ...rounds(stop('deferred')),
  ],
  ['organ removed', { tell: statement('absent') }, stop('organ'), stop('organ'), stop('answered')],
  ['organ stated present', { tell: statement('present') }, SENT, SENT, stop('answered')],
  ['organ unknown again', { annul: true }, stop('organ'), stop('organ'), SENT],
  ['under care', { tell: { ...trial, type: 'care', from: SINCE } }, ...rounds(stop('under-care'))],
  [
    'on a list that the version excludes',
    { tell: { ...trial, type: 'control-list', list: 'follow-up', from: SINCE } },
    ...rounds(stop('on-list')),
  ],
  ['held by hand', { tell: manual('hold') }, ...rounds(stop('by-clinic'))],
  ['excluded by hand', { tell: manual('exclude') }, ...rounds(stop('by-clinic'))],
  ['included by hand', { tell: manual('include') }, SENT, SENT, SENT],
  ['tested', { tell: test(SINCE) }, ...rounds(stop('tested'))],
  ['an earlier test reported late', { tell: test(BEFORE) }, ...rounds(stop('tested'))],
  ['a test of long ago reported', { tell: test('2025-06-01') }, SENT, SENT, SENT],
  ['a test that does not count', { tell: test(SINCE, { method: 'other' }) }, SENT, SENT, SENT],
  ['a time booked', { tell: { ...trial, type: 'booking', date: '2026-06-10' } }, ...rounds(stop('booked'))],
  ['a time booked that is over', { tell: { ...trial, type: 'booking', date: OPENED } }, SENT, SENT, SENT],
  ['protected', { register: { protection: 'protected' } }, ...three('sent by mediated')],
  ['marked as confidential', { register: { protection: 'marked' } }, ...three('sent by mediated')],
  ['without an address', { register: { address1: '', postcode: '', city: '' } }, ...three('held: outreach')],
  ['moved within the district', { register: { address1: 'Nya gatan 2' } }, SENT, SENT, SENT],
  // What was true at selection and is not asked again.
  ['too old by a corrected birth date', { register: { birth_date: '1940-01-01' } }, SENT, SENT, SENT],
  ['too young by a corrected birth date', { register: { birth_date: '1999-01-01' } }, SENT, SENT, SENT],
  ['moved to a district not invited', { register: { district: '0180R002' } }, SENT, SENT, SENT],
  [
    'moved to a region not phased in',
    { register: { region: '03', municipality: '0380', district: '0380R001' } },
    SENT,
    SENT,
    SENT,
  ],
];

function three(all: string): [string, string, string] {
  return [all, all, all];
}

/** An enquiry is of no programme: what stops a round of one does not stop it. */
function rounds(both: string): [string, string, string] {
  return [both, both, SENT];
}

const STEPS = ['invitation', 'reminder-1', 'enquiry'] as const;
type Step = (typeof STEPS)[number];

/** An office in which everything in the table has happened, each to three people of its own. */
class GateOffice extends DeliveryOffice {
  /** For every row of the table: whom each step is for. */
  private readonly whom = new Map<string, Record<Step, string>>();

  /** @param when whether things change before the contacts have been at the gate, or while their letters wait for a run */
  async live(when: 'at the gate' | 'in the print queue'): Promise<void> {
    await this.begin(RULES);
    await this.districts('0180R001', '0180R002');
    const reminded = await this.withOrgan();
    const first = await this.released();
    await this.work(first);
    this.day = plainDate(OPENED);
    const invited = await this.withOrgan();
    const asked = await this.register(...TABLE.map(() => ({ first_registered_sex: '' })));
    TABLE.forEach(([what], i) => {
      const own = { invitation: invited[i] ?? '', 'reminder-1': reminded[i] ?? '', enquiry: asked[i] ?? '' };
      this.whom.set(what, own);
    });
    const batches = [first, await this.released(), await this.released({ kind: 'enquiry' })];
    await this.releasingDue.run();
    if (when === 'in the print queue') for (const batch of batches) await this.step(batch);
    this.day = plainDate(SINCE);
    await this.change();
    // The gate, the print runs, and those of letters that went another way; the gate itself, not settling, must stop.
    for (const batch of [...batches, ...batches]) await this.step(batch);
    for (const batch of batches) await this.work(batch);
  }

  fates(what: string): Promise<string[]> {
    return Promise.all(STEPS.map((step) => this.fate(this.whom.get(what)?.[step] ?? '', step)));
  }

  /** As many people as the table has rows, each with the organ by a statement. */
  private async withOrgan(): Promise<string[]> {
    const some = await this.register(...TABLE.map(() => ({ first_registered_sex: '' })));
    const present = { organ: 'cervix', state: 'present', source: 'self', effective: '2020-01-01' };
    await this.tellAll(some.map((identity) => ({ identity, ref: `form:${identity}`, ...present })));
    return some;
  }

  private async change(): Promise<void> {
    const all = TABLE.flatMap(([what, made]) =>
      STEPS.map((step) => ({ identity: this.whom.get(what)?.[step] ?? '', step, made })),
    );
    const rows = all.flatMap(({ identity, made }) =>
      'register' in made ? [{ identity, ...made.register }] : [],
    );
    await this.register(...rows.map((one) => ({ first_registered_sex: '', ...one })));
    const lines = all.flatMap(({ identity, step, made }): Line[] => {
      if ('annul' in made)
        return step === 'enquiry' ? [] : [{ identity, ref: `form:${identity}`, void: true }];
      return 'tell' in made ? [{ identity, ...made.tell }] : [];
    });
    await this.tellAll(lines);
  }
}

describe.each(['at the gate', 'in the print queue'] as const)(
  'of contacts %s, when since then a resident has',
  (when) => {
    const office = deliveryOffice(GateOffice);
    beforeAll(() => office.live(when));

    it.each(TABLE)('%s: invitation, reminder, enquiry', async (what, _, ...expected) => {
      expect(await office.fates(what)).toEqual(expected);
    });
  },
);
