import { AuditLog } from '@kallelse/access';
import { asAdmin } from '@kallelse/platform';
import { testDatabase } from '../../../../test/support/database';
import { csv, file, row, testNumber, type RowInput } from '../../spec/register-file';
import { ImportResidents } from './import-residents';
import { MOST_FOUND, SearchResidents, type FoundResident } from './search-residents';

const db = testDatabase();
const clock = { now: () => new Date('2026-06-15T10:00:00Z') };
const actor = { user: 'anna' };
const audit = (): AuditLog => new AuditLog(db.databases, clock);

const FORMER = testNumber('19700101', 0);
const PRESENT = testNumber('19700101', 1);
const PROTECTED = testNumber('19700102', 0);
const ROWS: readonly RowInput[] = [
  { identity: FORMER, birth_date: '1970-01-01', given_names: 'Åsa Ann-Marie', family_name: 'ÖSTBERG' },
  {
    ...{ identity: PRESENT, replaces: FORMER, birth_date: '1970-01-01' },
    ...{ given_names: 'Åke Ann-Marie', family_name: 'ÖSTBERG' },
  },
  { identity: PROTECTED, birth_date: '1970-01-02', family_name: 'Östberg', protection: 'marked' },
  ...Array.from({ length: MOST_FOUND + 5 }, (_, i) => ({
    ...{ identity: testNumber(`199001${String(1 + (i % 28)).padStart(2, '0')}`, 10 + (i % 10)) },
    ...{ birth_date: `1990-01-${String(1 + (i % 28)).padStart(2, '0')}`, family_name: 'Mångasson' },
  })),
];

async function search(text: string): Promise<readonly FoundResident[]> {
  return new SearchResidents(db.databases, clock, audit()).run({ text, actor, reason: 'the caller asked' });
}

async function audited(): Promise<{ resident: number | null; text: string }[]> {
  return asAdmin(db.server, async (client) => {
    const { rows } = await client.query<{ resident: number | null; text: string }>(
      `SELECT resident_id::int AS resident, entry::text AS text FROM audit.entries AS entry
       WHERE action = 'residents.search' ORDER BY id`,
    );
    return rows;
  });
}

beforeAll(async () => {
  await new ImportResidents(db.databases, clock, audit()).run({ path: file(csv(ROWS.map(row))), actor });
});

it('finds one resident by each number of the chain, however it is written', async () => {
  const ten = `${PRESENT.slice(2, 8)}-${PRESENT.slice(8)}`;
  const found = await Promise.all([FORMER, PRESENT, ten].map(search));
  expect(found[0]).toEqual([
    { resident: expect.any(Number) as number, isProtected: false, birthYear: 1970, municipality: '0180' },
  ]);
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
});

it.each(['östberg', 'ÖST', 'Åke östberg', 'marie', 'Östberg, Åke'])(
  'finds by the beginnings of the words of a name: %s',
  async (text) => {
    expect(await search(text)).toEqual([expect.objectContaining({ birthYear: 1970, isProtected: false })]);
  },
);

it('does not find by a former name, by the middle of a word, or by part of a number', async () => {
  for (const text of ['Åsa', 'berg', PRESENT.slice(0, 8), '%berg']) expect(await search(text)).toEqual([]);
});

it('shows nobody of a protected identity by name, and by number nothing but the internal id', async () => {
  expect(await search('Östberg')).toHaveLength(1);
  expect(await search(PROTECTED)).toEqual([
    { resident: expect.any(Number) as number, isProtected: true, birthYear: null, municipality: null },
  ]);
});

it('shows at most fifty', async () => {
  expect(await search('Mångasson')).toHaveLength(MOST_FOUND);
});

it('refuses what is too little to look for', async () => {
  await expect(search('å')).rejects.toMatchObject({ code: 'SEARCH_SHORT', exitCode: 2 });
});

it('records who was shown to whom and why, and that nobody was found, never what was looked for', async () => {
  const before = (await audited()).length;
  const [found] = await search(PRESENT);
  await search('Östberg');
  await search(testNumber('19650505', 3));
  const rows = (await audited()).slice(before);
  expect(rows.map(({ resident }) => resident)).toEqual([found?.resident, found?.resident, null]);
  for (const { text } of rows) {
    expect(text).toContain('the caller asked');
    expect(text).not.toMatch(/berg|\d{10}/i);
  }
});
