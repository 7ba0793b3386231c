import { testDatabase } from '@test/support/database';
import { type RowInput } from '../../spec/register-file';
import { RegisterOffice } from '../../spec/register-office';
import { RegisterReviews } from './register-reviews';

const office = new RegisterOffice(testDatabase());

const BEFORE = '2026-01-01T08:00:00Z';
const AFTER = '2026-02-01T08:00:00Z';

async function somebody(more: RowInput): Promise<string> {
  const person = office.person();
  await office.register({ ...person, recorded: BEFORE, ...more });
  return person.identity;
}

/** What the import of a change of somebody counts: how much was applied, and how much was put in wait. */
async function change(identity: string, cells: RowInput): Promise<Record<string, number>> {
  const { counts, further } = await office.register({ event: 'change', identity, recorded: AFTER, ...cells });
  return { ...counts, reviews: further['reviews'] ?? 0 };
}

/** Reviews of somebody as `kind to decision`. */
async function reviews(identity: string): Promise<string[]> {
  const found = await office.rows<{ text: string }>(
    `SELECT concat_ws(' ', kind, coalesce(protection, status), holds_from, coalesce(decision, 'open')) AS text
     FROM identity.register_reviews WHERE resident_id = $1 ORDER BY id`,
    [await office.residentOf(identity)],
  );
  return found.map(({ text }) => text);
}

const approve = async (identity: string): Promise<void> => {
  const [open] = await office.rows<{ id: number }>(
    'SELECT id::int AS id FROM identity.register_reviews WHERE resident_id = $1 AND decision IS NULL',
    [await office.residentOf(identity)],
  );
  await new RegisterReviews(office.db.databases, office.clock, office.audit).decide({
    ...{ choice: { review: open?.id ?? 0 }, decision: 'approved' },
    ...{ actor: office.actor, reason: 'the tax agency confirms it' },
  });
};

describe('protection', () => {
  it.each([
    ['none', 'marked'],
    ['none', 'protected'],
    ['marked', 'protected'],
  ])('added applies at once, in the record and in how somebody is reached: %s to %s', async (from, to) => {
    const identity = await somebody({ protection: from });
    expect(await change(identity, { protection: to })).toMatchObject({ changed: 1, reviews: 0 });
    const [reach] = await office.rows(
      'SELECT protection, household_key FROM screening.resident_reach WHERE resident_id = $1',
      [await office.residentOf(identity)],
    );
    expect(reach).toEqual({ protection: to, household_key: null });
    expect(await office.known(identity)).toMatchObject({ protection: to });
  });

  it.each([
    ['marked', 'none'],
    ['protected', 'none'],
    ['protected', 'marked'],
  ])('removed waits: %s to %s', async (from, to) => {
    const identity = await somebody({ protection: from });
    expect(await change(identity, { protection: to })).toMatchObject({ changed: 0, waiting: 1, reviews: 1 });
    expect(await office.known(identity)).toMatchObject({ protection: from });
    expect(await reviews(identity)).toEqual([`protection-removed ${to} open`]);
  });

  it('removed waits, and the rest of the row applies', async () => {
    const identity = await somebody({ protection: 'protected' });
    const counts = await change(identity, { protection: 'none', municipality: '0181', family_name: 'Nyare' });
    expect(counts).toMatchObject({ changed: 1, waiting: 0, reviews: 1 });
    expect(await office.known(identity)).toMatchObject({
      ...{ protection: 'protected', municipality: '0181', family_name: 'Nyare' },
    });
  });

  it('removed waits once, however often it is sent', async () => {
    const identity = await somebody({ protection: 'protected' });
    await change(identity, { protection: 'none' });
    expect(await change(identity, { protection: 'none', recorded: '2026-02-02' })).toMatchObject({
      reviews: 0,
    });
    expect(await reviews(identity)).toEqual(['protection-removed none open']);
  });

  it('restored takes the question back', async () => {
    const identity = await somebody({ protection: 'protected' });
    await change(identity, { protection: 'none' });
    await change(identity, { protection: 'protected', recorded: '2026-02-02' });
    expect(await reviews(identity)).toEqual(['protection-removed none withdrawn']);
    expect(await office.known(identity)).toMatchObject({ protection: 'protected' });
  });

  it('removed by an older row does not even wait', async () => {
    const identity = await somebody({ protection: 'protected' });
    const counts = await change(identity, { protection: 'none', recorded: '2025-12-31' });
    expect(counts).toMatchObject({ outdated: 1, waiting: 0, reviews: 0 });
    expect(await reviews(identity)).toEqual([]);
  });

  it('that somebody comes with is there from the first row', async () => {
    const identity = await somebody({ protection: 'protected' });
    expect(await office.known(identity)).toMatchObject({ protection: 'protected', household_key: null });
  });
});

describe('a death', () => {
  const DEAD = { status: 'deceased', status_date: '2025-12-01' };

  it.each(['registered', 'emigrated', 'missing', 'deregistered'])('reversed waits: to %s', async (status) => {
    const identity = await somebody(DEAD);
    const counts = await change(identity, { status, status_date: '2026-01-15', language: 'en' });
    expect(counts).toMatchObject({ changed: 1, reviews: 1 });
    expect(await office.known(identity)).toMatchObject({ residency_status: 'deceased', language: 'en' });
    expect(await reviews(identity)).toEqual([`death-reversed ${status} 2026-01-15 open`]);
  });

  it('reversed by a full row waits, as by a change', async () => {
    const person = office.person();
    await office.register({ ...person, ...DEAD, recorded: BEFORE });
    await office.register({ ...person, recorded: AFTER });
    expect(await office.known(person.identity)).toMatchObject({ residency_status: 'deceased' });
    expect(await reviews(person.identity)).toEqual(['death-reversed registered 2026-02-01 open']);
  });

  it('and removed protection wait each for itself', async () => {
    const identity = await somebody({ ...DEAD, protection: 'marked' });
    const counts = await change(identity, { status: 'registered', protection: 'none' });
    expect(counts).toMatchObject({ waiting: 1, reviews: 2 });
    expect(await reviews(identity)).toHaveLength(2);
  });

  it('reversed and approved holds from the day the register gives, in Sweden', async () => {
    const identity = await somebody(DEAD);
    await change(identity, { status: 'registered', recorded: '2026-01-31T23:30:00Z' });
    await approve(identity);
    const [version] = await office.rows(
      `SELECT from_date::text, recorded::text FROM screening.residencies
       WHERE resident_id = $1 AND status = 'registered' ORDER BY seq DESC LIMIT 1`,
      [await office.residentOf(identity)],
    );
    expect(version).toEqual({ from_date: '2026-02-01', recorded: '2026-02-01' });
  });

  it('of today applies at once', async () => {
    const identity = await somebody({});
    expect(await change(identity, DEAD)).toMatchObject({ changed: 1, reviews: 0 });
    expect(await office.known(identity)).toMatchObject({ residency_status: 'deceased' });
  });
});

describe('a change of status of very many in one file', () => {
  const many = 51;

  it('waits for every one of them; what else the rows say applies; one less applies at once', async () => {
    const people = Array.from({ length: many }, () => ({ ...office.person(1955), recorded: BEFORE }));
    await office.register(...people);
    const left = people.map(({ identity }) => ({
      event: 'change',
      identity,
      status: 'emigrated',
      recorded: AFTER,
    }));
    const few = await office.register(...left.slice(1));
    expect(few).toMatchObject({ counts: { changed: many - 1 }, further: { reviews: 0 } });
    const back = left.map((row) => ({ ...row, status: 'missing', recorded: '2026-03-01', language: 'en' }));
    const mass = await office.register(...back);
    expect(mass).toMatchObject({ counts: { changed: many, waiting: 0 }, further: { reviews: many } });
    const [first = '', last = ''] = [people[0]?.identity, people.at(-1)?.identity];
    expect(await office.known(first)).toMatchObject({ residency_status: 'registered', language: 'en' });
    expect(await office.known(last)).toMatchObject({ residency_status: 'emigrated', language: 'en' });
    expect(await reviews(last)).toEqual(['mass-status-change missing 2026-03-01 open']);
  });

  it('is counted over the whole file, also where rows of one person follow each other', async () => {
    const people = Array.from({ length: many }, () => ({ ...office.person(1956), recorded: BEFORE }));
    await office.register(...people);
    const rows = people.flatMap(({ identity }) => {
      const cells = { event: 'change', identity, status: 'emigrated' };
      return [
        { ...cells, recorded: AFTER },
        { ...cells, recorded: '2026-02-02T08:00:00Z', language: 'en' },
      ];
    });
    const { further } = await office.register(...rows);
    expect(further).toMatchObject({ reviews: many });
  });
});
