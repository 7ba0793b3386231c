import { ImportResidents } from '@kallelse/population';
import { testDatabase } from '@test/support/database';
import { csv, file, row, testNumber } from '../../../../population/spec/register-file';
import { anna, bo, RuleOffice, RULES } from '../../../spec/rule-office';
import { PROGRAMME_ENTITIES } from '../../infra/entities';
import { ApproveProgramme, type Approved } from '../approve-programme';
import { ApprovalGuard } from './approval-guard';
import { Simulate } from './simulate';
import { SimulationCheck } from './simulation-check';
import { SimulationRuns } from './simulation-runs';

const db = testDatabase({ entities: PROGRAMME_ENTITIES });
const office = new RuleOffice(db);
const runs = (): SimulationRuns => new SimulationRuns(db.databases, office.clock, office.audit);

/** Submits a document and lets somebody else approve it, with the guard of the product. */
async function approve(document: object, override?: string): Promise<Approved> {
  const version = await office.submit({ ...RULES, ...document });
  const check = new SimulationCheck(db.databases, office.programmes, office.clock);
  const guard = new ApprovalGuard(check, new Simulate(runs(), office.programmes, office.clock));
  const { databases } = db;
  const approving = new ApproveProgramme(
    databases,
    office.clock,
    office.audit,
    office.programmes,
    (...asked) => guard.run(...asked),
  );
  return approving.run({ programme: 'trial', version: version.definition.version }, bo, override);
}

const agesFrom = (age: number): object => ({
  parameters: { minAge: { ...RULES.parameters.minAge, default: age } },
});

/** Two people a year of birth, born 1952 to 1981. */
beforeAll(async () => {
  const rows = Array.from({ length: 60 }, (_, n) => {
    const year = 1952 + Math.floor(n / 2);
    return row({ identity: testNumber(`${year}0601`, n % 2), birth_date: `${year}-06-01` });
  });
  const importing = new ImportResidents(db.databases, office.clock, office.audit);
  await importing.run({ path: file(csv(rows)), actor: anna });
});

describe('an approval', () => {
  it('of the first version simulates it first, and tells whom it invites', async () => {
    const { version, simulation } = await approve({});
    expect(version.state).toBe('active');
    expect(simulation).toMatchObject({ simulated: true, follows: null, population: 60, changed: null });
    // 50 to 74 years old on 2 March 2026: born from June 1951 to March 1976.
    expect(simulation?.invited).toBe(48);
    expect((await runs().list()).length).toBe(1);
  });

  it('of a small change passes, and a simulation that was run before counts', async () => {
    const draft = { version: '2026.2', validFrom: '2026-04-01', ...agesFrom(51) };
    const { definition, region } = await office.submit({ ...RULES, ...draft });
    const stored = await office.programmes.show('trial', definition.version, region);
    const run = await new Simulate(runs(), office.programmes, office.clock).run({ draft: stored }, anna);
    const { simulation } = await approve(draft);
    expect(simulation).toMatchObject({ simulation: run.id, changed: 2, follows: 'trial@2026.1' });
  });

  it('of a change beyond the threshold waits for a reason, and says how much, of what, and what to do', async () => {
    const draft = { version: '2026.3', validFrom: '2026-05-01', ...agesFrom(60) };
    const refused = approve(draft);
    await expect(refused).rejects.toMatchObject({ code: 'PROGRAMME_WARNED' });
    await expect(refused).rejects.toThrow(/18 residents \(39\.1 % of those concerned\).*trial@2026\.2.*5 %/);
    expect(await office.stateOf('trial', '2026.3')).toBe('submitted');
    const { version } = await approve(draft, 'the board decided on 60');
    expect(version.state).toBe('scheduled');
  });

  it('of more invitations than are expected waits for a reason', async () => {
    const draft = { version: '2026.4', validFrom: '2026-06-01', ...agesFrom(60), expected: { max: 20 } };
    await expect(approve(draft)).rejects.toThrow(/residents are invited, at most 20 are expected/);
    expect((await approve(draft, 'first year')).version.state).toBe('scheduled');
  });
});
