import { existsSync, readFileSync, statSync } from 'node:fs';
import { testDatabase } from '@test/support/database';
import { coordinationNumber, csv, file, row, testNumber, type RowInput } from '../../spec/register-file';
import { IMPORTED, RegisterOffice, rejections } from '../../spec/register-office';
import { REGISTER_COLUMNS } from '../domain/register-row';

const office = new RegisterOffice(testDatabase());
const VALID = testNumber('19800505');
const WRONG_DIGIT = `${VALID.slice(0, 11)}${(Number(VALID.slice(11)) + 1) % 10}`;

const CELLS: readonly (readonly [cells: RowInput, refused: string])[] = [
  [{ event: '' }, 'event missing'],
  [{ event: 'delete' }, 'event event-unknown'],
  [{ identity: '' }, 'identity missing'],
  [{ identity_type: '' }, 'identity_type missing'],
  [{ identity_type: 'passport' }, 'identity_type identity-type-unknown'],
  [{ identity: VALID.slice(2) }, 'identity identity-form'],
  [{ identity: `${VALID.slice(0, 8)}T000` }, 'identity identity-form'],
  [{ identity: WRONG_DIGIT }, 'identity identity-check-digit'],
  [{ identity: `19800230${VALID.slice(8)}` }, 'identity identity-date'],
  [{ identity: coordinationNumber('19800505') }, 'identity identity-type'],
  [{ identity_type: 'samordningsnummer' }, 'identity identity-type'],
  [{ identity_domain: '1.2.3' }, 'identity_domain identity-domain'],
  [{ identity: 'A-1234', identity_type: 'reservnummer' }, 'identity_domain identity-domain-missing'],
  [
    { identity: 'A-1234', identity_type: 'reservnummer', identity_domain: 'two words' },
    'identity_domain identity-domain',
  ],
  [{ identity: 'A 1', identity_type: 'reservnummer', identity_domain: 'urn:a' }, 'identity identity-form'],
  [{ recorded: '2026-06-31' }, 'recorded date'],
  [{ recorded: '2026-06-01 12:00' }, 'recorded date'],
  [{ recorded: '2026-06-16T12:00:00Z' }, 'recorded date-in-future'],
  [{ birth_date: '1980-02-30' }, 'birth_date date'],
  [{ birth_date: '2026-06-16' }, 'birth_date date-in-future'],
  [{ status: 'moved' }, 'status status-unknown'],
  [{ status: 'deceased', status_date: '2026-06-16' }, 'status_date date-in-future'],
  [{ since: '2019-5-1' }, 'since date'],
  [{ protection: 'secret' }, 'protection protection-unknown'],
  [{ dwelling: 'boat' }, 'dwelling dwelling-unknown'],
  [{ first_registered_sex: 'f' }, 'first_registered_sex first-registered-sex-unknown'],
  [{ region: '1' }, 'region code-form'],
  [{ municipality: '180' }, 'municipality code-form'],
  [{ district: 'two words' }, 'district code-form'],
  [{ given_names: 'å'.repeat(201) }, 'given_names too-long'],
  [{ address1: 'Prov\tgatan' }, 'address1 control-character'],
];

describe('a bad row', () => {
  it.each(CELLS)('is refused by itself: %j', async (cells, refused) => {
    const other = office.person(1970);
    const bad = { identity: VALID, ...cells };
    const summary = await office.register(bad, other, bad);
    expect(summary).toMatchObject({ rows: 3, rejected: 2, counts: { new: 1 } });
    expect(rejections(summary)).toEqual([`2 ${refused}`, `4 ${refused}`]);
    expect(await office.residentOf(other.identity)).toEqual(expect.any(Number));
  });

  it('is refused with everything that is wrong with it at once, and counts once', async () => {
    const summary = await office.register({ identity: WRONG_DIGIT, status: 'moved', region: '1' });
    expect(summary.rejected).toBe(1);
    expect(rejections(summary)).toEqual([
      '2 identity identity-check-digit',
      '2 status status-unknown',
      '2 region code-form',
    ]);
  });

  it('of another number of cells, or with text behind a quote, is refused; the numbers are those of a spreadsheet', async () => {
    const [one, two] = [office.person(1970), office.person(1970)];
    const [header = '', first = '', second = ''] = csv([one, two].map(row)).split('\n');
    const quoted = second.replace('Provgatan 1', '"Prov, ""gatan"" 1"');
    const lines = [`${first},`, '', first.replace('Kim', '"Kim\n"'), first.replace('Kim', '"Kim"x'), quoted];
    const summary = await office.importFile(file([header, ...lines, ''].join('\n')));
    expect(summary).toMatchObject({ rows: 4, rejected: 3 });
    expect(rejections(summary)).toEqual(['2  column-count', '4 given_names control-character', '5  quote']);
    expect(await office.known(two.identity)).toMatchObject({ address1: 'Prov, "gatan" 1' });
  });

  it('keeps nothing of what it said in the file of rejected rows, which explains, and only its owner may read', async () => {
    const cells = {
      family_name: 'Hemligsson',
      address1: 'Hemliga gatan 1',
      status: 'Hemligt',
      region: '99x',
    };
    const { rejectedFile = '' } = await office.register({ identity: VALID, ...cells });
    const text = readFileSync(rejectedFile, 'utf8');
    expect(text).toBe(
      'row,column,code,explanation\n' +
        '2,status,status-unknown,"expected registered, emigrated, deceased, missing or deregistered"\n' +
        '2,region,code-form,"the code has the wrong form: region two digits, municipality four, kept as text"\n',
    );
    expect(text).not.toMatch(/hemlig|99x|\d{10}/i);
    expect(statSync(rejectedFile).mode & 0o777).toBe(0o600);
    expect(existsSync(`${rejectedFile}.part`)).toBe(false);
  });

  it('corrected leaves no file of rejected rows behind from the time before', async () => {
    const path = file(csv([row({ ...office.person(), region: '1' })]));
    const { rejectedFile = '' } = await office.importFile(path);
    expect(existsSync(rejectedFile)).toBe(true);
    file(csv([row(office.person())]), 'csv', path);
    expect(await office.importFile(path)).not.toHaveProperty('rejectedFile');
    expect(existsSync(rejectedFile)).toBe(false);
  });
});

describe('a bad file changes nothing:', () => {
  const HEADER = REGISTER_COLUMNS.join(',');
  const good = (): string => csv([row(office.person(1960))]);
  const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
  /** Long enough that rows are in the database when the fault is met. */
  const long = (): string => csv(Array.from({ length: 9000 }, () => row(office.person(1950))));

  const FILES: readonly (readonly [what: string, code: string, content: () => string | Buffer])[] = [
    ['not UTF-8', 'FILE_ENCODING', () => Buffer.from(good().replace('Kim', 'Åke'), 'latin1')],
    ['UTF-16', 'FILE_ENCODING', () => Buffer.from(`\ufeff${good()}`, 'utf16le')],
    ['not UTF-8 far in', 'FILE_ENCODING', () => Buffer.concat([bytes(long()), Buffer.from([0xff, 10])])],
    ['no newline at its end', 'FILE_TRUNCATED', () => good().trimEnd()],
    ['cut off far in', 'FILE_TRUNCATED', () => long().slice(0, -5)],
    ['ends inside a quote', 'FILE_TRUNCATED', () => `${good()}full,"19\n`],
    ['empty', 'FILE_TRUNCATED', () => ''],
    ['no header', 'FILE_HEADER', () => '\n'],
    ['data for a header', 'FILE_HEADER', () => good().slice(HEADER.length + 1)],
    ['an unknown column', 'FILE_HEADER', () => good().replace('language', 'sprak')],
    ['a column twice', 'FILE_HEADER', () => good().replace('format', 'language')],
    ['a required column missing', 'FILE_HEADER', () => good().replace('protection,', 'x,').replace('x,', '')],
    ['semicolons', 'FILE_HEADER', () => good().replaceAll(',', ';')],
  ];

  it.each(FILES)('%s', async (_, code, content) => {
    const before = await office.contents(IMPORTED);
    const path = file(content());
    const error: unknown = await office.importFile(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toMatch(/\d{10}|Kim|Provgatan|sprak/);
    expect(await office.contents(IMPORTED)).toEqual(before);
    expect(existsSync(`${path}.rejected.csv`)).toBe(false);
    expect(existsSync(`${path}.rejected.csv.part`)).toBe(false);
    const [staged] = await office.rows('SELECT FROM identity.residents_staging');
    expect(staged).toBeUndefined();
  });

  it('is not there', async () => {
    await expect(office.importFile('/nowhere/residents.csv')).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });

  it('but a byte order mark and Windows line ends are no fault', async () => {
    const { counts } = await office.importFile(file(`\ufeff${good().replaceAll('\n', '\r\n')}`));
    expect(counts).toMatchObject({ new: 1 });
  });
});

describe('a register file as NDJSON', () => {
  const line = (cells: object): string => `${JSON.stringify(cells)}\n`;

  it('brings the same, a key that is missing or null being an empty cell', async () => {
    const { identity, birth_date } = office.person(1970);
    const { language, ...cells } = { ...row({ identity, birth_date }), language: null };
    const summary = await office.importFile(file(line({ ...cells, language }), 'ndjson'));
    expect(summary).toMatchObject({ rows: 1, rejected: 0, counts: { new: 1 } });
    const same = await office.register({ identity, birth_date });
    expect(same.counts).toMatchObject({ unchanged: 1 });
    const change = { event: 'change', identity, identity_type: 'personnummer', language: 'fi' };
    await office.importFile(file(line(change), 'jsonl'));
    expect(await office.known(identity)).toMatchObject({ language: 'fi', city: 'STOCKHOLM' });
  });

  it('refuses lines that are no objects of its columns, by their number', async () => {
    const person = row(office.person(1970));
    const lines = [
      ...['no json\n', '[]\n', line({ ...person, shoe_size: '40' }), line({ ...person, since: 2019 }), '\n'],
      ...[line({ ...person, region: '1' }), line(person)],
    ];
    const summary = await office.importFile(file(lines.join(''), 'ndjson'));
    expect(summary).toMatchObject({ rows: 6, rejected: 5, counts: { new: 1 } });
    expect(rejections(summary)).toEqual(['1  json', '2  json', '3  json', '4  json', '6 region code-form']);
  });
});
