import {
  compileToSql,
  decodeDecision,
  derivedFacts,
  parseDefinition,
  type Decision,
  type DecisionRow,
} from '@kallelse/eligibility';
import { plainDate, toDay, type PlainDate } from '@kallelse/kernel';
import { ResidentFactsReader } from '@kallelse/population';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { PROGRAMME } from '../../../episodes/spec/screening-office';
import { anna, BatchOffice } from '../../spec/batch-office';
import { BatchEntity } from '../infra/batch.entity';
import { HistoryRows } from '../infra/history-rows';
import { DecisionHistory } from './decision-history';
import { ExplainDecision, type ExplainedDecision, type ExplainRequest } from './explain-decision';

const db = testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] });
const office = new BatchOffice(db);
const HOLDS = [
  ...PROGRAMME.holds,
  {
    code: 'open-round',
    when: { fact: 'episode.open', is: true },
    labels: { sv: 'Pågår', en: 'Open' },
  },
];
const RULES = { holds: HOLDS, expected: { min: 0, max: 1000 } };

async function explained(person: string, more: Partial<ExplainRequest> = {}): Promise<ExplainedDecision> {
  const rows = new HistoryRows(db.databases);
  const facts = new ResidentFactsReader(db.databases);
  const history = new DecisionHistory(rows, facts, office.programmes);
  const residentId = await office.residentOf(person);
  return new ExplainDecision(facts, office.programmes, rows, history, office.clock, office.audit).run({
    residentId,
    programme: 'trial',
    language: 'sv',
    actor: anna,
    ...more,
  });
}

/** What the compiled rules say of the same person, from the sources as they were known. */
async function bySql(
  person: string,
  version: object,
  asOf: PlainDate,
  knownAt?: PlainDate,
): Promise<Decision> {
  const parsed = parseDefinition(version);
  if (!parsed.ok) throw new Error('the definition is wrong');
  const source = derivedFacts({
    schema: 'screening',
    programme: 'trial',
    asOf: toDay(asOf),
    scope: `SELECT ${await office.residentOf(person)}::bigint`,
    ...(knownAt === undefined ? {} : { knownAt: toDay(knownAt) }),
  });
  const { text, values } = compileToSql(parsed.value, asOf, { source });
  const [row] = await office.query<DecisionRow>(text, values, 'kallelse_selection');
  if (!row) throw new Error('the compiled rules say nothing of the person');
  return decodeDecision(parsed.value, asOf, row);
}

beforeAll(() => office.inForce(RULES));

it('gives the decision of a batch again, whatever was recorded later', async () => {
  const [tested = '', due = ''] = await office.register({}, {});
  await office.test(tested, '2025-02-01');
  const batched = office.day;
  const batch = await office.generated();
  const before = await Promise.all([tested, due].map((person) => explained(person, { batch })));
  expect(before.map(({ decision }) => decision.status)).toEqual(['hold', 'invite']);

  office.later(30);
  await office.tell(due, { programme: 'trial', kind: 'permanent', from: '2026-01-01' });
  await office.test(due, '2026-02-20');
  await office.test(tested, '2020-02-01', { ref: 'lab:1' });
  await office.inForce({
    ...RULES,
    version: '2026.2',
    validFrom: office.day,
    schedule: { anchor: 'lastTest', next: [{ after: 'P9Y' }] },
  });
  expect(await Promise.all([tested, due].map((person) => explained(person, { batch })))).toEqual(before);
  for (const [index, person] of [tested, due].entries()) {
    const replayed = await explained(person, { asOf: batched, knownAt: batched });
    expect(replayed.decision).toEqual(before[index]?.decision);
    expect(replayed.explanation).toEqual(before[index]?.explanation);
    expect(replayed.rules).toEqual(before[index]?.rules);
  }
  const now = await explained(due);
  expect(now.decision).toMatchObject({ status: 'not-eligible', definition: 'trial@2026.2' });
  expect(now.openRound).toMatchObject({ definition: 'trial@2026.1' });
});

it('is decided by the version in force that day, as approved by the day it is known at', async () => {
  const [person = ''] = await office.register({});
  const start = office.day;
  const from = plainDate('2026-12-01');
  office.later(10);
  await office.inForce({ ...RULES, version: '2026.3', validFrom: from });
  const version = async (asOf: PlainDate, knownAt?: PlainDate) =>
    (await explained(person, { asOf, ...(knownAt === undefined ? {} : { knownAt }) })).rules;
  expect(await version(from)).toMatchObject({
    definition: 'trial@2026.3',
    approvedBy: 'bo',
    approvedOn: office.day,
    submittedBy: 'anna',
  });
  expect((await version(plainDate('2026-11-30'))).definition).toBe('trial@2026.2');
  expect((await version(from, start)).definition).toBe('trial@2026.2');
  expect((await version(plainDate('2026-03-10'))).definition).toBe('trial@2026.1');
  expect((await version(from)).hash).toMatch(/^[0-9a-f]{64}$/);
});

it('agrees with the compiled rules as of past and future days, as known at any', async () => {
  const people = await office.register({}, {}, { status: 'emigrated', status_date: '2026-01-01' });
  const [first = '', second = ''] = people;
  const days = [office.day];
  await office.test(first, '2025-05-01');
  await office.tell(second, { programme: 'trial', kind: 'until', from: '2026-05-01', until: '2026-08-31' });
  days.push(office.later(20));
  await office.test(first, '2026-03-20', { result: 'positive' });
  await office.tell(second, {
    programme: 'trial',
    type: 'deferral',
    from: '2026-06-01',
    until: '2027-01-31',
  });
  const version = { ...PROGRAMME, ...RULES };
  const met = new Set<string>();
  for (const person of people)
    for (const knownAt of [...days, undefined])
      for (const asOf of ['2026-02-01', '2026-06-15', '2027-06-01', '2029-01-01'].map(plainDate)) {
        const { decision, rules } = await explained(person, {
          asOf,
          ...(knownAt === undefined ? {} : { knownAt }),
        });
        met.add(decision.status);
        const document = { ...version, version: rules.definition.split('@')[1], validFrom: rules.validFrom };
        const next =
          rules.definition === 'trial@2026.2'
            ? { schedule: { anchor: 'lastTest', next: [{ after: 'P9Y' }] } }
            : {};
        expect(decision).toEqual(await bySql(person, { ...document, ...next }, asOf, knownAt));
      }
  expect([...met].sort()).toEqual(['hold', 'invite', 'not-eligible']);
});

it('tells what batches decided, which rounds and messages there were, and what was asked for', async () => {
  const [person = '', other = ''] = await office.register({}, {});
  await office.test(other, office.day);
  office.later(1);
  const batch = await office.generated();
  const on = office.day;
  office.later(2);
  await office.tell(person, { programme: 'trial', kind: 'permanent', from: office.day });
  await office.settle();
  const { history } = await explained(person);
  expect(history.map(({ on: day, kind }) => `${day} ${kind}`)).toEqual([
    `${on} batch`,
    `${on} round-began`,
    ...['opt-out', 'round-ended', 'contact'].map((kind) => `${office.day} ${kind}`),
  ]);
  const texts = history.map(({ text }) =>
    text.replace(/omgång \d+/g, 'omgång N').replace(/trial@2026.\d/, 'V'),
  );
  expect(texts).toEqual([
    'Kallelseomgång N (V): ska kallas; uttagen',
    'Screeningomgång N öppnades i kallelseomgång N enligt reglerna V',
    'Avböjde programmet tills vidare',
    'Screeningomgång N avslutades: har avböjt',
    'Kallelse inställd: har avböjt',
  ]);
  expect(history[0]).toMatchObject({
    batch,
    outcome: 'selected',
    reasons: [expect.stringContaining('Du ska kallas')],
  });
  const weighed = (await explained(other)).history.filter(({ kind }) => kind === 'batch');
  expect(weighed.at(-1)).toMatchObject({ batch, outcome: 'not-due', decision: { status: 'hold' } });
  const then = await explained(person, { knownAt: on });
  expect(then.history.map(({ kind }) => kind)).toEqual(['batch', 'round-began']);
});

it('tells of nothing that a batch did for another region, and refuses a batch of another programme', async () => {
  const [here = '', elsewhere = ''] = await office.register({}, { region: '12', municipality: '1280' });
  office.later(1);
  const batch = await office.generated({ region: '01', capacity: 1 });
  const own = async (person: string) =>
    (await explained(person)).history.filter((entry) => entry.kind === 'batch' && entry.batch === batch);
  expect(await own(here)).toHaveLength(1);
  expect(await own(elsewhere)).toEqual([]);
  await expect(explained(here, { batch: batch + 100 })).rejects.toMatchObject({
    code: 'BATCH_NOT_GENERATED',
  });
});
