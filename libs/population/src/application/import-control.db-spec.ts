import { readFileSync, writeFileSync } from 'node:fs';
import { testDatabase } from '@test/support/database';
import { csv, file, row, type RowInput } from '../../spec/register-file';
import { IMPORTED, RegisterOffice, vouchFor } from '../../spec/register-office';

const STATES = IMPORTED.filter((table) => table !== 'screening.imports');

describe('a control file', () => {
  const office = new RegisterOffice(testDatabase());
  const extract = (...more: readonly RowInput[]): string =>
    file(csv([row(office.person()), ...more.map(row)]));
  let last = 6;
  const next = (): string => vouchFor(extract(), { sequence: ++last });

  beforeAll(() => office.importFile(next()));

  /** What is said of a file that must change nothing. */
  async function refusal(path: string, code: string): Promise<string> {
    const before = await office.contents(IMPORTED);
    const error: unknown = await office.importFile(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(await office.contents(IMPORTED)).toEqual(before);
    return (error as Error).message;
  }

  it('that agrees is told; without one the file is not controlled', async () => {
    expect(await office.importFile(next())).toMatchObject({ controlled: true, counts: { new: 1 } });
    expect(await office.importFile(extract())).toMatchObject({ controlled: false, counts: { new: 1 } });
  });

  it('counts rejected rows too, but neither header nor blank lines', async () => {
    const path = extract({ identity: '' });
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\n\n'));
    vouchFor(path, { sequence: ++last, rows: 2 });
    expect(await office.importFile(path)).toMatchObject({ rows: 2, rejected: 1, controlled: true });
  });

  it('of another number of rows refuses the file', async () => {
    const path = vouchFor(extract(), { sequence: last + 1, rows: 2 });
    expect(await refusal(path, 'FILE_CONTROL')).toMatch('says 2 rows, the file has 1');
  });

  it('of another content refuses the file', async () => {
    const path = vouchFor(extract(), { sequence: last + 1, sha256: '0'.repeat(64) });
    expect(await refusal(path, 'FILE_CONTROL')).toMatch('sha256 does not agree');
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['without sequence', '{"rows":1,"sha256":"x"}'],
    ['with a sequence in words', `{"sequence":"8","rows":1,"sha256":"${'0'.repeat(64)}"}`],
  ])('that is %s refuses the file', async (_, text) => {
    const path = extract();
    writeFileSync(`${path}.control.json`, text);
    await refusal(path, 'FILE_CONTROL');
  });

  it('takes its digest in either case', async () => {
    const path = next();
    const control = JSON.parse(readFileSync(`${path}.control.json`, 'utf8')) as { sha256: string };
    vouchFor(path, { sequence: last, sha256: control.sha256.toUpperCase() });
    expect(await office.importFile(path)).toMatchObject({ controlled: true, repeated: false });
  });

  it('that leaves a gap refuses the file, unless the gap is accepted', async () => {
    const path = vouchFor(extract(), { sequence: last + 3 });
    expect(await refusal(path, 'FILE_SEQUENCE')).toMatch(`so ${last + 1} is expected`);
    expect(await office.importFile(path, { acceptGap: true })).toMatchObject({ counts: { new: 1 } });
    last += 3;
    expect(await office.importFile(next())).toMatchObject({ controlled: true, counts: { new: 1 } });
  });

  it('of an older file refuses it', async () => {
    const path = vouchFor(extract(), { sequence: last - 1 });
    expect(await refusal(path, 'FILE_SEQUENCE')).toMatch(`the last import had ${last}`);
  });

  it('of another file with the last sequence refuses it', async () => {
    await refusal(vouchFor(extract(), { sequence: last }), 'FILE_SEQUENCE');
  });

  it('of an accepted older file does not turn the sequence back', async () => {
    const path = vouchFor(extract(), { sequence: 2 });
    await office.importFile(path, { acceptGap: true });
    expect(await office.importFile(next())).toMatchObject({ controlled: true });
  });

  it('counts register and event files each for themselves', async () => {
    const { identity } = office.person();
    const test = { identity, programme: 'cervical', type: 'test', date: '2024-01-01', method: 'hpv' };
    const events = vouchFor(file(`${JSON.stringify(test)}\n`, 'ndjson'), { sequence: 1 });
    expect(await office.importEvents(events)).toMatchObject({ controlled: true, rows: 1 });
    const gap = vouchFor(file(`${JSON.stringify({ ...test, result: 'x' })}\n`, 'ndjson'), { sequence: 3 });
    await expect(office.importEvents(gap)).rejects.toMatchObject({ code: 'FILE_SEQUENCE' });
    expect(await office.importFile(next())).toMatchObject({ controlled: true });
  });
});

describe('the same file again', () => {
  const office = new RegisterOffice(testDatabase());

  it('changes nothing, however much has changed since, and says so', async () => {
    const person = office.person();
    const path = file(csv([row({ ...person, family_name: 'Äldre' }), row({ ...person, region: '1' })]));
    const first = await office.importFile(path);
    const rejected = readFileSync(first.rejectedFile ?? '', 'utf8');
    await office.register({ ...person, family_name: 'Nyare' });
    const before = await office.contents(IMPORTED);
    office.later();
    expect(await office.importFile(path)).toEqual({
      ...{ importId: first.importId, repeated: true, controlled: false, rows: 2 },
      ...{ counts: {}, further: {}, rejected: 0 },
    });
    expect(await office.contents(IMPORTED)).toEqual(before);
    expect(readFileSync(first.rejectedFile ?? '', 'utf8')).toBe(rejected);
  });

  it('changes nothing under another name either', async () => {
    const text = csv([row(office.person())]);
    await office.importFile(file(text));
    const before = await office.contents(IMPORTED);
    expect(await office.importFile(file(text))).toMatchObject({ repeated: true });
    expect(await office.contents(IMPORTED)).toEqual(before);
  });

  it('changes nothing after a control file has come for it', async () => {
    const path = file(csv([row(office.person())]));
    await office.importFile(path);
    const before = await office.contents(STATES);
    await office.importFile(vouchFor(path, { sequence: 1 }));
    expect(await office.contents(STATES)).toEqual(before);
  });

  it('is another file where its sequence is another: two days on which nothing happened', async () => {
    const empty = csv([]);
    expect(await office.importFile(vouchFor(file(empty), { sequence: 2, rows: 0 }))).toMatchObject({
      ...{ repeated: false, controlled: true, rows: 0 },
    });
    expect(await office.importFile(vouchFor(file(empty), { sequence: 3, rows: 0 }))).toMatchObject({
      ...{ repeated: false, controlled: true, rows: 0 },
    });
  });

  it('and of events, changes nothing', async () => {
    const person = office.person();
    await office.register(person);
    const line = {
      identity: person.identity,
      organ: 'cervix',
      state: 'absent',
      source: 'self',
      effective: '2024-01-01',
    };
    const path = file(`${JSON.stringify(line)}\n`, 'ndjson');
    await office.importEvents(path);
    const before = await office.contents(IMPORTED);
    expect(await office.importEvents(path)).toMatchObject({ repeated: true });
    expect(await office.contents(IMPORTED)).toEqual(before);
  });
});

describe('an import', () => {
  const office = new RegisterOffice(testDatabase());

  it('is entered with its figures, and recorded in the audit log with who did it', async () => {
    const { importId } = await office.register(office.person(), { identity: '' });
    const [entry] = await office.rows(
      'SELECT kind, sequence, summary, imported_by FROM screening.imports WHERE id = $1',
      [importId],
    );
    expect(entry).toMatchObject({
      ...{ kind: 'residents', sequence: null, imported_by: 'anna' },
      summary: { new: 1, rows: 2, rejected: 1 },
    });
    const audited = await office.rows(
      `SELECT actor, details->>'rows' AS rows FROM audit.entries WHERE action = 'import.residents' AND subject = $1`,
      [`import ${importId}`],
    );
    expect(audited).toEqual([{ actor: 'anna', rows: '2' }]);
  });

  it('waits for another that is under way', async () => {
    const summaries = await Promise.all(
      [office.person(), office.person()].map((one) => office.register(one)),
    );
    expect(summaries.map(({ counts }) => counts['new'])).toEqual([1, 1]);
  });
});
