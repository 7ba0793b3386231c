import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testOffice } from '../../../../test/support/office';
import { csv, row, testNumber } from '../../../../libs/population/spec/register-file';

const office = testOffice({ KALLELSE_NOW: '2026-06-15T08:00:00Z!' });
const LUNG = 'libs/programmes/definitions/pilots/lung.yaml';
const HEREDITARY = 'libs/programmes/definitions/pilots/hereditary-breast.yaml';
const numbers = [0, 1, 2].map((n) => testNumber('19660202', n));

function written(name: string, content: string): string {
  const path = join(office.folder, name);
  writeFileSync(path, content);
  return path;
}
const lines = (objects: readonly object[]): string =>
  objects.map((one) => `${JSON.stringify(one)}\n`).join('');

beforeAll(async () => {
  const rows = numbers.map((identity) => row({ identity, birth_date: '1966-02-02' }));
  await office.done('import', 'residents', written('residents.csv', csv(rows)));
}, 120_000);

it.each([
  [LUNG, 'lung-pilot@2026.1'],
  [HEREDITARY, 'hereditary-breast@2026.1'],
])('%s is validated without a warning, submitted by one and approved by another', async (file, id) => {
  expect(await office.json<object>('programme', 'validate', file)).toMatchObject({ id, warnings: [] });
  await office.done('programme', 'submit', file, '--as', 'anna');
  expect((await office.kallelse('programme', 'approve', id, '--as', 'anna')).status).toBe(1);
  await office.done('programme', 'approve', id, '--as', 'bo', '--override', 'a pilot begins');
});

it('asks by questionnaire, and invites who answers; a manual route holds, is listed and revoked', async () => {
  const [first = ''] = numbers;
  const plan = await office.json<{ id: number; kind: string }>(
    ...['batch', 'plan', '--enquiry', '--programme', 'lung-pilot', '--capacity', '2', '--as', 'anna'],
  );
  expect(plan.kind).toBe('questionnaire');
  expect(await office.json<object>('batch', 'preview', String(plan.id))).toMatchObject({
    population: 3,
    selected: 2,
    leftByCapacity: 1,
  });
  const answers = { smoking: 'current', packYears: 20, lungPilotConsent: true };
  const told = Object.entries(answers).map(([attribute, value]) => ({ identity: first, attribute, value }));
  await office.done('import', 'events', written('answers.ndjson', lines(told)));
  const selected = async (): Promise<number> => {
    const { id } = await office.json<{ id: number }>('batch', 'plan', '--programme', 'lung-pilot');
    return (await office.json<{ selected: number }>('batch', 'preview', String(id))).selected;
  };
  expect(await selected()).toBe(1);
  const [{ resident } = { resident: 0 }] = await office.json<{ resident: number }[]>(
    ...['residents', 'search', first],
  );
  const route = ['residents', 'route', 'hold', String(resident), '--programme', 'lung-pilot'];
  const why = ['--reason', 'ongoing treatment', '--as', 'anna'];
  expect((await office.kallelse(...route, ...why)).notes).toContain('--until is missing');
  const made = await office.json<{ route: number }>(...route, '--until', '2026-12-31', ...why);
  expect(await selected()).toBe(0);
  expect(await office.done('residents', 'route', 'list', String(resident))).toMatch(
    /lung-pilot {2}hold {2}manual-hold {2}2026-06-15 {2}2026-12-31 {2}anna {2}2026-06-15 {2}ongoing treatment/,
  );
  await office.done('residents', 'route', 'revoke', String(made.route), '--reason', 'over', '--as', 'bo');
  expect(await office.json<unknown[]>('residents', 'route', 'list', String(resident))).toEqual([]);
  const wrong = await office.kallelse(
    ...[
      'residents',
      'route',
      'hold',
      String(resident),
      '--programme',
      'lung-pilto',
      '--until',
      'never',
      ...why,
    ],
  );
  expect(wrong).toMatchObject({ status: 1, output: '' });
  expect(wrong.notes).toContain('lung-pilot');
});
