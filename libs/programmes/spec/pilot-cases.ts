/** A resident decided by hand from the text of a pilot's definition file and of interfaces.md, as of 2026-11-24. */
export interface PilotCase {
  readonly name: string;
  /** Parts over `PILOT_RESIDENT`. */
  readonly facts: object;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** `status [dueOn] [code@path[>until] …]`, reasons in order. */
  readonly expected: string;
}

export const PILOT_AS_OF = '2026-11-24';

/** Sixty years old, registered; nothing else is known. */
export const PILOT_RESIDENT = {
  id: 'r1',
  birthDate: '1966-02-02',
  residency: { status: 'registered', region: '01', municipality: '0180', district: '0180R001', areaType: 2 },
};

const CURRENT = { smoking: 'current', packYears: 30, lungPilotConsent: true };
const FORMER = { smoking: 'former', packYears: 30, lungPilotConsent: true };
const answers = (attributes: object): object => ({ attributes });
const lungEvents = (...events: object[]): object => ({
  ...answers(CURRENT),
  events: events.map((event) => ({ programme: 'lung-pilot', ...event })),
});
const ldct = (date: string, result: string): object => ({ type: 'test', date, method: 'ldct', result });

const [CONSENT, IS_CURRENT, IS_FORMER, STOPPED, PACK_YEARS] = [
  'attribute.lungPilotConsent@eligibility.all[2]',
  'attribute.smoking@eligibility.all[3].any[0]',
  'attribute.smoking@eligibility.all[3].any[1].all[0]',
  'attribute.stoppedSmoking@eligibility.all[3].any[1].all[1]',
  'attribute.packYears@eligibility.all[4]',
];

export const LUNG_CASES: readonly PilotCase[] = [
  {
    name: 'nobody has answered: every question is open',
    facts: {},
    expected: `enquire ${CONSENT} ${IS_CURRENT} ${IS_FORMER} ${STOPPED} ${PACK_YEARS}`,
  },
  { name: 'smokes much, consents', facts: answers(CURRENT), expected: 'invite' },
  {
    name: 'smokes, without consent',
    facts: answers({ ...CURRENT, lungPilotConsent: false }),
    expected: `not-eligible ${CONSENT}`,
  },
  {
    name: 'has never smoked: no other answer is needed',
    facts: answers({ smoking: 'never' }),
    expected: `not-eligible ${IS_CURRENT} ${IS_FORMER}`,
  },
  {
    name: 'smokes, but not enough',
    facts: answers({ ...CURRENT, packYears: 14.9 }),
    expected: `not-eligible ${PACK_YEARS}`,
  },
  { name: 'smokes just enough', facts: answers({ ...CURRENT, packYears: 15 }), expected: 'invite' },
  {
    name: 'a region asks for more pack-years',
    facts: answers({ ...CURRENT, packYears: 15 }),
    parameters: { minPackYears: 20 },
    expected: `not-eligible ${PACK_YEARS}`,
  },
  {
    name: 'stopped a day less than ten years ago',
    facts: answers({ ...FORMER, stoppedSmoking: '2016-11-25' }),
    expected: 'invite',
  },
  {
    name: 'stopped ten years ago',
    facts: answers({ ...FORMER, stoppedSmoking: '2016-11-24' }),
    expected: `not-eligible ${IS_CURRENT} ${STOPPED}`,
  },
  { name: 'stopped, but when?', facts: answers(FORMER), expected: `enquire ${STOPPED}` },
  {
    name: 'turns 50 tomorrow',
    facts: { birthDate: '1976-11-25' },
    expected: 'not-eligible age@eligibility.all[1]',
  },
  {
    name: 'turns 50 today',
    facts: { birthDate: '1976-11-24', ...answers(CURRENT) },
    expected: 'invite',
  },
  {
    name: 'turns 75 tomorrow',
    facts: { birthDate: '1951-11-25', ...answers(CURRENT) },
    expected: 'invite',
  },
  {
    name: 'is 75',
    facts: { birthDate: '1951-11-24', ...answers(CURRENT) },
    expected: 'not-eligible age@eligibility.all[1]',
  },
  {
    name: 'has moved abroad without answering',
    facts: { residency: { status: 'emigrated' } },
    expected: 'not-eligible residency.status@eligibility.all[0]',
  },
  {
    name: 'says no to the pilot instead of answering',
    facts: { optOuts: [{ programme: 'lung-pilot', kind: 'permanent', from: '2026-10-01' }] },
    expected: 'not-eligible opted-out@exclusions[0]',
  },
  {
    name: 'an answer given later than the day asked about does not exist yet',
    facts: {
      attributes: Object.entries(CURRENT).map(([name, value]) => ({ name, value, from: '2026-11-25' })),
    },
    expected: `enquire ${CONSENT} ${IS_CURRENT} ${IS_FORMER} ${STOPPED} ${PACK_YEARS}`,
  },
  {
    name: 'examined, nothing found',
    facts: lungEvents(ldct('2025-03-31', 'negative')),
    expected: 'hold 2027-03-31 not-due@schedule.next[3]>2027-03-31',
  },
  {
    name: 'an unclear finding, three months ago',
    facts: lungEvents(ldct('2026-08-24', 'indeterminate')),
    expected: 'invite 2026-11-24',
  },
  {
    name: 'something found: left to diagnostics',
    facts: lungEvents(ldct('2026-01-10', 'positive')),
    expected: 'hold never@schedule.next[2]',
  },
  {
    name: 'invited, has not come',
    facts: lungEvents({ type: 'invitation', date: '2026-09-01' }),
    expected: 'hold 2028-09-01 not-due@schedule.next[3]>2028-09-01',
  },
];

const risk = (breastRisk: string, birthDate: string, more: object = {}): object => ({
  birthDate,
  attributes: { breastRisk },
  organs: [{ organ: 'breast', state: 'present', source: 'clinic', effective: '2020-01-01' }],
  ...more,
});
const breastTest = (date: string, method: string, result = 'negative'): object => ({
  ...{ programme: 'hereditary-breast', type: 'test', date, method, result },
});

export const HEREDITARY_CASES: readonly PilotCase[] = [
  {
    name: 'no clinic has spoken of a risk: nobody is asked',
    facts: { organs: [{ organ: 'breast', state: 'present', source: 'self', effective: '2020-01-01' }] },
    expected:
      'not-eligible attribute.breastRisk@eligibility.all[1].any[0].all[0] attribute.breastRisk@eligibility.all[1].any[1].all[0]',
  },
  { name: 'high risk, 25 today', facts: risk('high', '2001-11-24'), expected: 'invite' },
  {
    name: 'high risk, 25 tomorrow',
    facts: risk('high', '2001-11-25'),
    expected:
      'not-eligible age@eligibility.all[1].any[0].all[1] attribute.breastRisk@eligibility.all[1].any[1].all[0] age@eligibility.all[1].any[1].all[1]',
  },
  { name: 'raised risk, 35 today', facts: risk('raised', '1991-11-24'), expected: 'invite' },
  {
    name: 'raised risk, 34',
    facts: risk('raised', '1992-01-01'),
    expected:
      'not-eligible attribute.breastRisk@eligibility.all[1].any[0].all[0] age@eligibility.all[1].any[1].all[1]',
  },
  {
    name: 'high risk, nobody knows whether there is breast tissue: that alone is asked',
    facts: risk('high', '1990-01-01', { organs: [] }),
    expected: 'enquire organ.breast@eligibility.all[2]',
  },
  {
    name: 'high risk, both breasts removed',
    facts: risk('high', '1990-01-01', {
      organs: [{ organ: 'breast', state: 'absent', source: 'clinic', effective: '2024-05-05' }],
    }),
    expected: 'not-eligible organ.breast@eligibility.all[2]',
  },
  {
    name: 'high risk, MRI a year ago less a day',
    facts: risk('high', '1990-01-01', { events: [breastTest('2025-11-25', 'mri')] }),
    expected: 'hold 2026-11-25 not-due@schedule.next[2]>2026-11-25',
  },
  {
    name: 'high risk, mammography alone: MRI at once',
    facts: risk('high', '1990-01-01', { events: [breastTest('2026-10-01', 'mammography')] }),
    expected: 'invite 2026-10-01',
  },
  {
    name: 'high risk, MRI before mammography: a year from the later one',
    facts: risk('high', '1990-01-01', {
      events: [breastTest('2024-10-01', 'mri'), breastTest('2026-10-01', 'mammography')],
    }),
    expected: 'hold 2027-10-01 not-due@schedule.next[2]>2027-10-01',
  },
  {
    name: 'raised risk, mammography a year and a half ago',
    facts: risk('raised', '1980-01-01', { events: [breastTest('2025-05-24', 'mammography')] }),
    expected: 'invite 2026-11-24',
  },
  {
    name: 'raised risk, no usable image',
    facts: risk('raised', '1980-01-01', { events: [breastTest('2026-11-01', 'mammography', 'inadequate')] }),
    expected: 'invite 2026-11-01',
  },
  {
    name: 'invited five months ago, has not come',
    facts: risk('high', '1990-01-01', {
      events: [{ programme: 'hereditary-breast', type: 'invitation', date: '2026-06-25' }],
    }),
    expected: 'hold 2026-12-25 not-due@schedule.nonAttender>2026-12-25',
  },
  {
    name: 'a test of ordinary screening is of another programme',
    facts: risk('raised', '1980-01-01', {
      events: [{ ...breastTest('2026-10-01', 'mammography'), programme: 'breast' }],
    }),
    expected: 'invite',
  },
  {
    name: 'the risk was withdrawn last month',
    facts: risk('high', '1990-01-01', {
      attributes: [{ name: 'breastRisk', value: 'high', from: '2020-01-01', until: '2026-10-31' }],
    }),
    expected:
      'not-eligible attribute.breastRisk@eligibility.all[1].any[0].all[0] attribute.breastRisk@eligibility.all[1].any[1].all[0]',
  },
];
