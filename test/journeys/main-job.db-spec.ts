import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionsFolder } from '@kallelse/programmes';
import { testOffice } from '../support/office';
import {
  DISTRICTS,
  hasAccount,
  isDue,
  plainFiles,
  plainPeople,
  PROGRAMMES,
  type Programme,
  type PlainPerson,
  results,
  type Way,
  wayOf,
} from '../support/plain-people';
import { RememberingInbox } from '../support/remembering-inbox';
import { type Manifest, publishedRuns } from '../support/sent-pieces';

jest.setTimeout(60_000);

interface Figures {
  readonly step: string;
  readonly selected: number;
  readonly addsUp: boolean;
  readonly states: Readonly<Record<string, number>>;
}
interface Row {
  readonly kind: string;
  readonly district: string | null;
  readonly invited: number | null;
  readonly participated: number | null;
  readonly suppressed: boolean;
}

const ANSWERED_ON = '2026-09-20';

/**
 * The main job by the command line, from the files of a register to participation by district. Every number that is
 * expected is counted in the input, by rules said again in a few lines of `plain-people.ts`.
 */
describe('the main job', () => {
  const office = testOffice({ KALLELSE_NOW: '2026-09-01T07:00:00Z!', KALLELSE_PRINT_RUN_SIZE: '20' });
  const people = plainPeople();
  const inbox = new RememberingInbox(hasAccount);
  const batches = new Map<Programme, number>();

  beforeAll(async () => office.set({ KALLELSE_1177_URL: await inbox.listen() }));
  afterAll(() => inbox.close());

  const due = (programme: Programme): PlainPerson[] => people.filter((one) => isDue(programme, one));
  const dueBy = (programme: Programme, way: Way): PlainPerson[] =>
    due(programme).filter((one) => wayOf(one) === way);
  const sentTo = (programme: Programme): PlainPerson[] =>
    due(programme).filter((one) => wayOf(one) !== 'nowhere');
  const batchOf = (programme: Programme): string => String(batches.get(programme));
  const written = (name: string, text: string): string => {
    const path = join(office.folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('takes in districts, units, residents and events, each row of them', async () => {
    const files = plainFiles(people);
    const read = async (what: string): Promise<unknown> => {
      const [name = '', text = ''] = Object.entries(files).find(([one]) => one.startsWith(`${what}.`)) ?? [];
      return office.json('import', what, written(name, text));
    };
    const rowsOf = (name: string): number => (files[name]?.trimEnd().split('\n').length ?? 0) - 1;
    expect(await read('districts')).toMatchObject([{ written: rowsOf('districts.csv'), rejected: 0 }]);
    expect(await read('units')).toMatchObject([{ written: 1, rejected: 0 }]);
    expect(await read('residents')).toMatchObject({
      rows: people.length,
      rejected: 0,
      counts: { new: people.length },
    });
    const events = rowsOf('events.ndjson') + 1;
    expect(await read('events')).toMatchObject({ rows: events, rejected: 0, counts: { new: events } });
  });

  it.each(PROGRAMMES)('%s: calls those who are due, and says why not the others', async (programme) => {
    await office.done('programme', 'submit', join(definitionsFolder(), `${programme}.yaml`), '--as', 'anna');
    await office.done('programme', 'approve', `${programme}@2026.1`, '--as', 'bo');
    const { id } = await office.json<{ id: number }>(
      'batch',
      'plan',
      '--programme',
      programme,
      '--as',
      'anna',
    );
    batches.set(programme, id);
    const seen = await office.json<Record<string, unknown>>('batch', 'preview', String(id), '--as', 'anna');
    const selected = due(programme);
    expect(seen).toMatchObject({
      population: people.length,
      decisions: { invite: selected.length },
      selected: selected.length,
    });
    const { decisions } = seen as { decisions: Readonly<Record<string, number>> };
    expect(Object.values(decisions).reduce((sum, n) => sum + n, 0)).toBe(people.length);
  });

  it.each(PROGRAMMES)(
    '%s: sends each of them one message or letter, approved by another',
    async (programme) => {
      const id = batchOf(programme);
      await office.done('batch', 'submit', id, '--as', 'anna');
      expect(await office.kallelse('batch', 'approve', id, '--as', 'anna')).toMatchObject({ status: 1 });
      await office.done('batch', 'approve', id, '--as', 'bo');
      const { generated } = await office.json<{ generated: number }>('batch', 'generate', id, '--as', 'anna');
      expect(generated).toBe(due(programme).length);
      const figures = await office.json<Figures[]>('batch', 'release', id, '--as', 'bo');
      const nowhere = dueBy(programme, 'nowhere').length;
      expect(figures[0]).toMatchObject({
        ...{ step: 'invitation', selected: generated, addsUp: true },
        states: {
          'handed-over': generated - nowhere,
          held: nowhere,
          waiting: 0,
          'in-progress': 0,
          failed: 0,
        },
      });
      const unsent = await office.json<{ state: string; step: string; reason: string }[]>(
        'batch',
        'unsent',
        id,
      );
      expect(unsent.filter(({ step }) => step === 'invitation')).toHaveLength(nowhere);
    },
  );

  it('has a page range for every letter in runs that are as their manifests say', () => {
    const runs = publishedRuns(office.printFolder);
    const expected = (way: Way): number =>
      PROGRAMMES.reduce((sum, programme) => sum + dueBy(programme, way).length, 0);
    const lettersOf = (stream: string): number =>
      runs
        .filter((run) => run.stream === stream)
        .reduce((sum: number, run: Manifest) => sum + run.letters.length, 0);
    expect(lettersOf('paper')).toBe(expected('letter'));
    expect(lettersOf('mediated')).toBe(expected('mediated'));
    const wrong = runs.filter(
      ({ files, letters }) => letters.length > 0 && files[0]?.pages !== letters.at(-1)?.lastPage,
    );
    expect(wrong.map(({ run }) => run)).toEqual([]);
  });

  it('has sent a message to each who has an account and may get one, for each programme once', () => {
    const recipients = inbox.messages.map(({ recipient }) => recipient).sort();
    const expected = PROGRAMMES.flatMap((programme) => dueBy(programme, 'message')).map(
      ({ number }) => number,
    );
    // Compared by number of messages first, so that a difference prints no identities.
    expect(recipients).toHaveLength(expected.length);
    expect(recipients.join() === expected.sort().join()).toBe(true);
  });

  it.each(PROGRAMMES)('%s: takes the results in, and counts by district who took part', async (programme) => {
    office.set({ KALLELSE_NOW: '2026-10-01T07:00:00Z!' });
    const sent = sentTo(programme);
    const file = written(`${programme}-results.ndjson`, results(programme, sent, ANSWERED_ON));
    await office.done('import', 'events', file);
    const { rows } = await office.json<{ rows: Row[] }>(
      'participation',
      '--programme',
      programme,
      '--by',
      'district',
    );
    const [total] = rows.filter(({ kind }) => kind === 'total');
    expect(total).toMatchObject({
      invited: sent.length,
      participated: sent.filter(({ goes }) => goes).length,
    });
    for (const district of DISTRICTS.slice(0, -1)) {
      const own = sent.filter((one) => one.district === district && !one.isProtected);
      const shown = rows.find((one) => one.district === district);
      if (shown?.suppressed !== false) continue;
      expect(shown).toMatchObject({
        invited: own.length,
        participated: own.filter(({ goes }) => goes).length,
      });
    }
    expect(rows.find(({ district }) => district === DISTRICTS.at(-1))).toMatchObject({ suppressed: true });
  });

  it('publishes what is complete, which adds up to the letters that went out, and shows nothing else', async () => {
    office.set({ KALLELSE_NOW: '2027-04-15T07:00:00Z!' });
    const [programme] = PROGRAMMES;
    const sent = sentTo(programme);
    const published = await office.json<{ indicator: string; period: string }[]>(
      ...['participation', 'publish', '--programme', programme],
    );
    const names = published.map(({ indicator, period }) => `${indicator} ${period}`);
    expect(names).toEqual(
      expect.arrayContaining(['participation-3 2026H2', 'coverage 2026H2', 'coverage 2024H2']),
    );
    expect(names).not.toContain('participation-6 2026H2');
    expect(await office.json('participation', 'publish', '--programme', programme)).toEqual([]);
    const csv = join(office.folder, 'published.csv');
    const show = ['participation', 'show', '--programme', programme, '--indicator', 'participation-3'];
    const { cells } = await office.json<{ cells: Record<string, unknown>[] }>(...show, '--csv', csv);
    expect(cells.find(({ level }) => level === 'all')).toMatchObject({
      denominator: sent.length,
      numerator: sent.filter(({ goes }) => goes).length,
    });
    expect(readFileSync(csv, 'utf8')).toContain('# snapshot: ');
    expect(await office.done('participation', 'indicators')).toContain('participation-3');
    await expect(office.done(...show, '--by', 'unit')).rejects.toThrow('SHAPE_UNPUBLISHED');
  });
});
