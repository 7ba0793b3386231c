import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { testOffice } from '../../../../test/support/office';
import { csv, row, testNumber, type RowInput } from '../../../../libs/population/spec/register-file';

const office = testOffice({ KALLELSE_NOW: '2026-06-15T08:00:00Z!' });
const A = testNumber('19800505', 0);
const B = testNumber('19800505', 1);
const HIDDEN = testNumber('19800506', 0);
const DEAD = testNumber('19800507', 0);
const STRANGER = testNumber('19800508', 0);

let files = 0;
function written(name: string, content: string): string {
  const path = join(office.folder, `${++files}-${name}`);
  writeFileSync(path, content);
  return path;
}
const importRows = (...rows: readonly RowInput[]): Promise<string> =>
  office.done('import', 'residents', written('residents.csv', csv(rows.map(row))));

interface Row {
  readonly resident: number;
}
const find = async (query: string): Promise<number> => {
  const [found] = await office.json<Row[]>('residents', 'search', query);
  return found?.resident ?? 0;
};

beforeAll(async () => {
  const hidden = { identity: HIDDEN, birth_date: '1980-05-06' };
  const dead = { identity: DEAD, birth_date: '1980-05-07' };
  await importRows(
    { identity: A, family_name: 'Förstsson' },
    { identity: B, family_name: 'Andrasson' },
    { ...hidden, protection: 'marked' },
    { ...dead, status: 'deceased', status_date: '2025-12-01' },
  );
  await importRows({ identity: B, replaces: A, family_name: 'Andrasson' }, hidden, dead);
  const test = { programme: 'cervical', type: 'test', date: '2021-05-01', method: 'hpv', result: 'negative' };
  const lines = [A, STRANGER].map((identity) => `${JSON.stringify({ identity, ...test })}\n`).join('');
  await office.done('import', 'events', written('events.ndjson', lines));
}, 120_000);

it('finds by either number and by name, shows the sheet, and explains, each recorded with the reason', async () => {
  const resident = await find(A);
  expect(await find(`${B.slice(0, 8)}-${B.slice(8)}`)).toBe(resident);
  expect(await office.done('residents', 'search', 'andrasson')).toMatch(
    new RegExp(`^resident  born  municipality  protected\n +${resident}  1980  0180\n$`),
  );
  const sheet = await office.done('residents', 'show', String(resident), '--reason', 'asked', '--as', 'anna');
  expect(sheet).toContain('  lives in    01 / 0180 since 2019-05-01\n');
  expect(sheet).toMatch(
    /events\n {2}programme {2}event {2}from.*\n {2}cervical {3}test {3}2021-05-01 {2}hpv/,
  );
  const read = [
    '--resident',
    String(resident),
    '--programme',
    'cervical',
    '--reason',
    'asked',
    '--as',
    'anna',
  ];
  const definition = 'libs/programmes/definitions/cervical.yaml';
  await office.done('programme', 'submit', definition, '--as', 'anna');
  await office.done('programme', 'approve', 'cervical@2026.1', '--as', 'bo');
  const told = await office.done('explain', ...read);
  expect(told).toContain('Livmoderhalscancerscreening: ');
  expect(told).toMatch(/Reglerna cervical@2026.1 gäller från 2026-01-01, godkända av bo 2026-06-15\./);
  expect(told).toMatch(/Innehållets kontrollsumma: [0-9a-f]{64}\n/);
  expect(told).toContain('Ingenting har bestämts tidigare.\n');
  for (const number of [A, B]) expect(told).not.toContain(number);
  const kept = await office.query(
    `SELECT action, reason FROM audit.entries WHERE resident_id = $1 AND actor = 'anna' ORDER BY id`,
    [resident],
  );
  expect(kept).toEqual([
    { action: 'residents.show', reason: 'asked' },
    { action: 'residents.explain', reason: 'asked' },
  ]);
});

it('lets removed protection and a reversed death be decided, with a reason', async () => {
  const { reviews } = await office.json<{ reviews: { review: number; kind: string }[] }>(
    ...['residents', 'reviews', 'list'],
  );
  expect(reviews.map(({ kind }) => kind)).toEqual(['protection-removed', 'death-reversed']);
  const [protection = '', death = ''] = reviews.map(({ review }) => String(review));
  const bare = await office.kallelse('residents', 'reviews', 'approve', protection);
  expect(bare).toMatchObject({ status: 2, output: '' });
  expect(await office.done('residents', 'reviews', 'approve', protection, '--reason', 'confirmed')).toContain(
    `review ${protection} is approved`,
  );
  await office.done('residents', 'reviews', 'reject', death, '--reason', 'an error');
  expect(await office.done('residents', 'reviews')).toBe('nothing waits for a decision\n');
  const shown = await office.json<object>('residents', 'show', String(await find(HIDDEN)));
  expect(shown).toMatchObject({ isProtected: false, municipality: '0180', rounds: [], contacts: [] });
  expect(await office.json<object>('residents', 'show', String(await find(DEAD)))).toMatchObject({
    status: 'deceased',
  });
});

it('lists exceptions with guidance and closes them by name', async () => {
  const text = await office.done('exceptions');
  for (const kind of ['district-unknown', 'residents-merged', 'parked-identity-unknown'])
    expect(text).toContain(`${kind} (1 open, for office): `);
  expect(await office.done('exceptions', '--region', '12')).toContain('1 more stand in no region');
  expect(await office.kallelse('exceptions', '--kind', 'parked')).toMatchObject({ status: 2, output: '' });
  expect(await office.done('exceptions', 'close', 'p1', '--reason', 'sent again')).toContain('is closed');
  const { exceptions } = await office.json<{ exceptions: { kind: string }[] }>('exceptions');
  expect(exceptions.map(({ kind }) => kind)).toEqual(['district-unknown', 'residents-merged']);
});

it('splits two residents again and says what went where', async () => {
  const survivor = await find(A);
  const text = await office.done('residents', 'split', String(survivor), '--reason', 'two people');
  const returned = await find(B);
  expect(returned).not.toBe(survivor);
  expect(text).toContain(`resident ${returned} is split off from ${survivor} again`);
  expect(text).toContain(`entries that came after the merge stay with ${survivor} (1)`);
  expect(await office.kallelse('residents', 'split', String(survivor))).toMatchObject({ status: 1 });
});

it.each([
  'residents show ID',
  'residents split ID',
  'residents reviews approve ID --reason x',
  'residents reviews approve --import ID --reason x',
  'residents route revoke ID --reason x',
  'residents route hold ID --programme cervical --until 2026-12-31 --reason x',
  'optout revoke ID --reason x',
  'organs show ID --reason x',
  'organs confirm ID --answer ID --reason x',
  'exceptions close pID --reason x',
  'explain --resident ID --programme cervical',
  'explain --resident ID --programme cervical --batch ID',
  'batch preview ID',
  'sending resume --batch ID',
  'programme simulations ID',
  'compare rows ID --reason x',
])('does not repeat a birth date of six digits that is no id: %s', async (command) => {
  const { status, output, notes } = await office.kallelse(...command.replaceAll('ID', '800606').split(' '));
  expect(status).toBeGreaterThan(0);
  expect(notes).toMatch(/error [A-Z_]+: .*\n[^]*fix: /);
  expect(notes).not.toContain('USAGE');
  expect(output + notes).not.toContain('800606');
});

it('repeats no number, name or query in anything but a result', async () => {
  const said = [
    await office.kallelse('residents', 'search', STRANGER),
    await office.kallelse('residents', 'show', A),
    await office.kallelse('residents', 'split', A),
    await office.kallelse('exceptions', 'close', A, '--reason', 'x'),
    await office.kallelse('exceptions', 'close', '1', '--reason', `about ${A}`),
    await office.kallelse('residents', 'search', `--${A}`),
    await office.kallelse('residents', 'reviews', 'approve', A, '--reason', 'x'),
  ];
  expect(said.map(({ status }) => status)).toEqual([0, 2, 2, 2, 2, 2, 2]);
  const kept = await office.query<{ text: string }>('SELECT entry::text AS text FROM audit.entries AS entry');
  const everything = [...said.map(({ output, notes }) => output + notes), ...kept.map(({ text }) => text)];
  // Ten digits or more are a number; checksums of imported files are hexadecimal.
  expect(everything.join('\n').replace(/\b[0-9a-f]{64}\b/g, '')).not.toMatch(/\d{10}|Andrasson|andrasson/);
});
