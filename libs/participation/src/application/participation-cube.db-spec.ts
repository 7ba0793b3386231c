import fc from 'fast-check';
import { plainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../../episodes/spec/invited-people';
import { ParticipationCube } from './participation-cube';

jest.setTimeout(240_000);

class CubeOffice extends InvitedPeople {
  get cube(): ParticipationCube {
    return new ParticipationCube(this.db.databases, this.audit);
  }

  async invitedTogether(n: number): Promise<string[]> {
    const people = await this.register(...Array.from({ length: n }, () => ({})));
    await this.open(this.definition, people);
    for (const person of people) await this.handOver(person);
    await this.settle();
    return people;
  }

  /** The cube, a line a cell. */
  async lines(): Promise<string[]> {
    const rows = await this.query<{ line: string }>(
      `SELECT concat_ws(' ', programme, cohort, district, area_type, age_band, channel, letters, language, is_first, invited, participated, within_90, within_180, within_365, undeliverable, opted_out, days, kit, unread) AS line
       FROM analytics.cube ORDER BY 1`,
      [],
      'kallelse_publisher',
    );
    return rows.map(({ line }) => line);
  }

  async totals(): Promise<Record<string, number>> {
    const [row] = await this.query<Record<string, number>>(
      `SELECT coalesce(sum(invited), 0)::int AS invited, coalesce(sum(participated), 0)::int AS participated, coalesce(sum(within_90), 0)::int AS within_90,
         coalesce(sum(undeliverable), 0)::int AS undeliverable, coalesce(sum(opted_out), 0)::int AS opted_out, coalesce(sum(days), 0)::int AS days FROM analytics.cube`,
      [],
      'kallelse_publisher',
    );
    return row ?? {};
  }
}

const office = new CubeOffice(testDatabase());
const START = plainDate('2026-03-02');
beforeAll(() => office.begin());
beforeEach(() => {
  office.day = START;
});

const test = (identity: string, date: string) => office.test(identity, date, { ref: `lab:${identity}` });

describe('the cube', () => {
  it('counts a round when it has been handed over, and what becomes of it, once', async () => {
    const before = await office.totals();
    const person = await office.invited({ handed: false });
    await office.cube.refresh();
    expect(await office.totals()).toEqual(before);
    await office.handOver(person);
    await office.settle();
    expect(await office.cube.refresh()).toMatchObject({ rounds: 1 });
    const more = (name: string, n = 1) => ({
      ...before,
      invited: (before['invited'] ?? 0) + 1,
      [name]: (before[name] ?? 0) + n,
    });
    expect(await office.totals()).toEqual(more('invited', 1));
    office.later(40);
    await test(person, office.day);
    await office.settle();
    await office.cube.refresh();
    expect(await office.totals()).toEqual({
      ...more('participated'),
      within_90: (before['within_90'] ?? 0) + 1,
      days: (before['days'] ?? 0) + 40,
    });
    expect(await office.cube.refresh()).toEqual({ rounds: 0, cells: 0 });
  });

  it('takes back what is annulled, and counts apart what never arrived', async () => {
    const before = await office.totals();
    const [tested, returned] = [await office.invited(), await office.invited()];
    office.later(5);
    await test(tested, office.day);
    await office.settle();
    await office.cube.refresh();
    await office.tell(tested, { ref: `lab:${tested}`, void: true });
    await office.invitationCame(returned, 'returned');
    await office.settle();
    await office.cube.refresh();
    expect(await office.totals()).toEqual({
      ...before,
      invited: (before['invited'] ?? 0) + 1,
      undeliverable: (before['undeliverable'] ?? 0) + 1,
    });
  });

  it('has protected residents in no area', async () => {
    const person = await office.invited();
    await office.cube.refresh();
    await office.register({ identity: person, protection: 'protected' });
    await office.settle();
    await office.cube.refresh();
    const [row] = await office.query<{ district: string | null }>(
      `SELECT cell.district FROM analytics.counted_rounds JOIN analytics.cube AS cell USING (cell)
       JOIN screening.episodes AS episode ON episode.id = episode_id WHERE episode.resident_id = $1`,
      [await office.residentOf(person)],
      'kallelse_publisher',
    );
    expect(row).toEqual({ district: null });
  });

  it('refreshed often or seldom comes to what counting everything anew does', async () => {
    const happening = fc.record({
      person: fc.integer({ min: 0, max: 5 }),
      kind: fc.constantFrom(
        'test' as const,
        'void' as const,
        'declines' as const,
        'dies' as const,
        'protected' as const,
        'returned' as const,
        'expired' as const,
      ),
      days: fc.integer({ min: 0, max: 60 }),
      refreshes: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 6, maxLength: 8 }), async (lives) => {
        office.day = START;
        const people = await office.invitedTogether(6);
        const came = new Set<string>();
        for (const { person, kind, days, refreshes } of lives) {
          const identity = people[person] ?? '';
          office.later(days);
          if (kind === 'test') await test(identity, office.day);
          if (kind === 'void')
            await office.tell(identity, { ref: `lab:${identity}`, void: true }).catch(() => undefined);
          if (kind === 'declines')
            await office.tell(identity, { programme: 'trial', kind: 'episode', from: office.day });
          if (kind === 'dies')
            await office.register({ identity, status: 'deceased', status_date: office.day });
          if (kind === 'protected') await office.register({ identity, protection: 'protected' });
          if ((kind === 'returned' || kind === 'expired') && !came.has(identity)) {
            came.add(identity);
            await office.invitationCame(identity, kind);
          }
          await office.settle();
          if (refreshes) await office.cube.refresh();
        }
        await office.cube.refresh();
        const refreshed = await office.lines();
        await office.cube.rebuild({ user: 'anna' });
        expect(await office.lines()).toEqual(refreshed);
      }),
      { seed: 20261127, numRuns: 3 },
    );
  });
});
