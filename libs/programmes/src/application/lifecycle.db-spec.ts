import { plainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { anna, bo, cia, RuleOffice, RULES, written } from '../../spec/rule-office';
import { PROGRAMME_ENTITIES } from '../infra/entities';

const db = testDatabase({ entities: PROGRAMME_ENTITIES });
const office = new RuleOffice(db);
let names = 0;
/** Rules of a programme that no other test has. */
const rules = (changes: object = {}) => ({
  ...RULES,
  programme: `trial-${'abcdefghijklmnopqrstuvwxyz'[names++] ?? ''}`,
  ...changes,
});
beforeEach(() => {
  office.day = plainDate('2026-03-02');
  office.warnings = [];
});

describe('a version', () => {
  it('goes from submitted to active, superseded by a later one on its first day, each step audited', async () => {
    const first = rules();
    const { programme } = first;
    await office.submit(first);
    expect(await office.stateOf(programme, '2026.1')).toBe('submitted');
    await office.approving.run({ programme, version: '2026.1' }, bo);
    expect(await office.stateOf(programme, '2026.1')).toBe('active');
    await office.inForce({ ...first, version: '2027.1', validFrom: '2027-01-01' });
    expect(await office.stateOf(programme, '2027.1')).toBe('scheduled');
    office.day = plainDate('2027-01-01');
    expect(await office.stateOf(programme, '2026.1')).toBe('superseded');
    expect(await office.stateOf(programme, '2027.1')).toBe('active');
    expect(await office.steps(`${programme}@2026.1`)).toEqual([
      'programme.submit by anna',
      'programme.approve by bo',
    ]);
  });

  it('is approved neither by who submitted it nor by who wrote its draft', async () => {
    const document = rules();
    const { programme, version } = document;
    await office.drafts.save(written(document), anna);
    await office.submitting.run({ programme, version, region: null }, cia);
    for (const actor of [anna, cia])
      await expect(office.approving.run({ programme, version }, actor)).rejects.toMatchObject({
        code: 'PROGRAMME_FOUR_EYES',
      });
    await office.approving.run({ programme, version }, bo);
    expect(await office.stateOf(programme, version)).toBe('active');
  });

  it('submitted again is the same; with other content it is refused', async () => {
    const document = rules();
    const once = await office.submit(document);
    expect((await office.submit(document)).id).toBe(once.id);
    await expect(office.submit({ ...document, validFrom: '2026-02-01' })).rejects.toMatchObject({
      code: 'PROGRAMME_VERSION_TAKEN',
    });
  });

  it('that begins the same day as another of its region is a clash; of another region it is not', async () => {
    const document = rules();
    await office.inForce(document);
    await expect(office.inForce({ ...document, version: '2026.2' }, 'a second one')).rejects.toMatchObject({
      code: 'PROGRAMME_CLASH',
    });
    await office.inForce({ ...document, version: '2026.1-01', region: '01' });
    expect(await office.activeOn(document.programme, '2026-03-02', '01')).toBe('2026.1-01');
  });

  it('that begins in the past over another one takes a reason', async () => {
    const document = rules();
    await office.inForce(document);
    const later = { ...document, version: '2026.2', validFrom: '2026-03-01' };
    await expect(office.inForce(later)).rejects.toThrow('it begins on 2026-03-01, which has passed');
    await office.inForce(later, 'the decision of the board came late');
    expect(await office.activeOn(document.programme, '2026-03-02')).toBe('2026.2');
  });

  it('that something warns against takes a reason, which stands in the audit log and is asked for only then', async () => {
    const document = rules();
    const { programme, version } = document;
    await office.submit(document);
    office.warnings = [{ code: 'NOT_SIMULATED', message: 'it was never simulated' }];
    await expect(office.approving.run({ programme, version }, bo)).rejects.toThrow('it was never simulated');
    await office.approving.run({ programme, version }, bo, 'the programme is new, nobody is called yet');
    expect(await office.stateOf(programme, version)).toBe('active');
  });

  it('never changes again in the database, whoever tries', async () => {
    const { id } = await office.inForce(rules());
    const change = (sql: string) =>
      db.databases.query('kallelse_app', `UPDATE screening.definitions SET ${sql} WHERE id = $1`, [id]);
    await expect(change(`document = '{}'`)).rejects.toMatchObject({ constraint: 'definitions_immutable' });
    await expect(change(`approved_by = 'cia'`)).rejects.toMatchObject({
      constraint: 'definitions_immutable',
    });
    await expect(change(`state = 'submitted', approved_by = NULL, approved_at = NULL`)).rejects.toMatchObject(
      { code: 'DATABASE_CONSTRAINT' },
    );
  });

  it('not approved is invisible to who sends', async () => {
    const { id } = await office.submit(rules());
    const seen = await db.databases.query(
      'kallelse_delivery',
      'SELECT 1 FROM screening.definitions WHERE id = $1',
      [id],
    );
    expect(seen).toEqual([]);
  });
});

describe('a withdrawn version', () => {
  it('is in force no longer from that day on, was so before, and is not approved again', async () => {
    const document = rules();
    const { programme } = document;
    await office.inForce(document);
    await office.inForce({ ...document, version: '2026.2', validFrom: '2026-04-01' });
    office.day = plainDate('2026-05-01');
    const withdrawn = await office.withdrawing.run({ programme, version: '2026.2' }, bo, 'wrong upper age');
    expect(withdrawn.inForce?.definition.version).toBe('2026.1');
    expect(await office.activeOn(programme, '2026-04-30')).toBe('2026.2');
    expect(await office.activeOn(programme, '2026-05-01')).toBe('2026.1');
    const known = await office.programmes.active(
      programme,
      null,
      plainDate('2026-05-01'),
      plainDate('2026-04-15'),
    );
    expect(known.definition.version).toBe('2026.2');
    await expect(office.approving.run({ programme, version: '2026.2' }, cia)).rejects.toMatchObject({
      code: 'PROGRAMME_WITHDRAWN',
    });
  });

  it('that was the only one leaves none, and needs a reason', async () => {
    const document = rules();
    const { programme } = document;
    await office.inForce(document);
    const name = { programme, version: '2026.1' };
    await expect(office.withdrawing.run(name, bo, ' ')).rejects.toMatchObject({ code: 'REASON_MISSING' });
    expect((await office.withdrawing.run(name, bo, 'stopped by the region')).inForce).toBeNull();
    await expect(office.programmes.active(programme, null)).rejects.toMatchObject({
      code: 'PROGRAMME_NOT_ACTIVE',
    });
  });
});

describe('a draft', () => {
  it('is saved with its errors, all of them told with paths, and cannot be submitted', async () => {
    const document = rules({ eligibility: { fact: 'agee', atLeast: 23 }, holds: [] });
    const { programme, version } = document;
    const { issues } = await office.drafts.save(written(document), anna);
    expect(issues.map(({ path }) => path)).toContain('eligibility.fact');
    await expect(office.submitting.run({ programme, version, region: null }, anna)).rejects.toMatchObject({
      code: 'DEFINITION_BAD',
      exitCode: 2,
    });
    expect((await office.drafts.show(programme, version)).savedBy).toBe('anna');
  });

  it('is gone once submitted, and none is saved over a submitted version', async () => {
    const document = rules();
    const { programme, version } = document;
    await office.drafts.save(written(document), anna);
    await office.submitting.run({ programme, version, region: null }, anna);
    await expect(office.drafts.show(programme, version)).rejects.toMatchObject({ code: 'PROGRAMME_UNKNOWN' });
    await expect(office.drafts.save(written(document), anna)).rejects.toMatchObject({
      code: 'PROGRAMME_VERSION_TAKEN',
    });
  });

  it('copied from a version has a version and first day of its own', async () => {
    const document = rules();
    const { programme } = document;
    await office.inForce(document);
    const copy = { programme, version: '2026.1', region: null, validFrom: '2027-01-01' };
    await expect(office.drafts.copy({ ...copy, newVersion: '2026.1' }, anna)).rejects.toMatchObject({
      code: 'PROGRAMME_COPY',
    });
    const draft = await office.drafts.copy({ ...copy, newVersion: '2027.1' }, anna);
    expect(draft).toMatchObject({ version: '2027.1', issues: [], document: { validFrom: '2027-01-01' } });
  });

  it('that nobody can tell the programme of is refused', async () => {
    await expect(office.drafts.save(written('version: "1"\n'), anna)).rejects.toThrow(
      'programme: expected a text',
    );
  });
});

describe('an override of a region', () => {
  const override = (programme: string, parameters: object) => ({
    programme,
    version: '2026.1-01',
    region: '01',
    validFrom: '2026-02-01',
    parameters,
  });

  it('is the national version with its own values, stored whole', async () => {
    const document = rules();
    const { programme } = document;
    const national = await office.inForce(document);
    const regional = await office.inForce(override(programme, { minAge: 45 }));
    expect(regional).toMatchObject({ baseId: national.id, region: '01' });
    expect(regional.definition.parameters).toMatchObject([{ name: 'minAge', value: 45 }]);
    expect(await office.activeOn(programme, '2026-01-31', '01')).toBe('2026.1');
    expect(await office.activeOn(programme, '2026-02-01', '01')).toBe('2026.1-01');
  });

  it.each([
    ['outside its bounds', { minAge: 30 }],
    ['of no parameter', { minAgee: 45 }],
  ])('with a value %s is refused', async (_, parameters) => {
    const document = rules();
    await office.inForce(document);
    await expect(office.submit(override(document.programme, parameters))).rejects.toMatchObject({
      code: 'DEFINITION_BAD',
    });
  });

  it('on an older national version is named when a newer one is approved', async () => {
    const document = rules();
    const { programme } = document;
    await office.inForce(document);
    await office.inForce(override(programme, { minAge: 45 }));
    await office.submit({ ...document, version: '2027.1', validFrom: '2027-01-01' });
    const { regionsOnOlderBase } = await office.approving.run({ programme, version: '2027.1' }, bo);
    expect(regionsOnOlderBase).toEqual(['01']);
  });
});
