import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rights } from '@kallelse/access';
import { ArtefactStore, DerivedKeys } from '@kallelse/platform';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { file } from '../../../population/spec/register-file';
import { anna, BatchOffice, bo } from '../../spec/batch-office';
import { BatchEntity } from '../infra/batch.entity';
import { CompareCalls, type CompareRequest } from './compare-calls';

const office = new BatchOffice(testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] }));
const folder = mkdtempSync(join(tmpdir(), 'kallelse-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const reason = 'before we change systems';
const FOR_CERVIX = {
  eligibility: {
    all: [
      { fact: 'residency.status', is: 'registered' },
      { fact: 'age', between: [50, 74] },
      { fact: 'organ.cervix', is: 'present' },
    ],
  },
};

const comparing = () =>
  new CompareCalls({
    ...{ databases: office.db.databases, clock: office.clock, audit: office.audit },
    programmes: office.programmes,
    artefacts: new ArtefactStore(folder),
    keys: new DerivedKeys(() => Promise.resolve(office.db.secret)),
  });
const call = (identity: string, date: string = office.day, programme = 'trial') =>
  `${identity},${programme},${date}`;
const listOf = (...rows: readonly string[]) => file(['identity,programme,date', ...rows, ''].join('\n'));
const compare = (path: string, more: Partial<CompareRequest> = {}) =>
  comparing().run({ path, actor: anna, ...more });
const stored = async () => {
  const [row] = await office.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM identity.calls_staging',
    [],
    'kallelse_import',
  );
  const [kept] = await office.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM screening.call_comparisons',
    [],
    'kallelse_app',
  );
  return [row?.n, kept?.n];
};
const artefacts = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

/** With a cervix, called as due; with one, under a new number that the old system has never called; without one, called. */
let agreed: string[];
let missed: string[];
let wrongly: string[];

beforeAll(async () => {
  const many = (input: object, n: number) => Array.from({ length: n }, () => input);
  agreed = await office.register(...many({ first_registered_sex: 'female' }, 25));
  const former = await office.register(...many({ first_registered_sex: 'female' }, 24));
  wrongly = await office.register(...many({ first_registered_sex: 'male' }, 23));
  office.later(1);
  const changed = await office.register(
    ...[...former, ...agreed.slice(0, 1)].map((replaces) => ({ replaces })),
  );
  missed = changed.slice(0, -1);
  await expect(compare(listOf(call(agreed[0] ?? '')))).rejects.toMatchObject({
    code: 'PROGRAMMES_NOT_ACTIVE',
  });
  await office.inForce(FOR_CERVIX);
  const rights = new Rights(office.db.databases, office.clock, office.audit);
  await rights.grant({ user: 'anna', right: 'organ-inventory', reason, actor: bo });
});

describe('a call list of another system beside what Kallelse would do', () => {
  it('shows whom it called without the organ, and whom it has lost with a change of number', async () => {
    const result = await compare(listOf(...[...agreed, ...wrongly].map((one) => call(one))));
    expect(result).toMatchObject({
      ...{ rows: 48, rejected: 0, repeated: 0, notInRegister: 0, rowsUntil: null },
      days: [{ programme: 'trial', first: office.day, last: office.day }],
      outcomes: [
        { direction: 'called', regions: ['01'], status: 'invite', reason: null, count: 25, total: 48 },
        { direction: 'called', status: 'not-eligible', reason: 'organ.cervix', count: 23 },
        { direction: 'missed', status: 'invite', reason: 'never-called', count: 24, total: 24 },
      ],
    });
    expect(await stored()).toEqual([0, 1]);
    expect(artefacts()).toEqual([]);
  });

  it('decides each call for its own day, also where the register has come to know of the call or of a later test', async () => {
    const [first = '', second = '', third = ''] = agreed.slice(3);
    await office.tell(first, { programme: 'trial', type: 'invitation', date: '2026-02-02' });
    await office.test(second, '2025-06-15');
    await office.test(third, '2025-01-15');
    const calls = [call(first, '2026-02-02'), call(second, '2025-05-01'), call(third, '2025-09-01')];
    const { comparison } = await compare(listOf(...calls), { rowsReason: reason });
    const { rows } = await comparing().rows(comparison, anna, reason);
    expect(rows.filter(({ direction }) => direction === 'called')).toEqual([
      {
        ...{ direction: 'called', programme: 'trial', row: 4, resident: await office.residentOf(third) },
        ...{ decidedFor: '2025-09-01', status: 'hold', reasons: ['not-due'] },
      },
    ]);
  });

  it('gives the people only with the right and a reason, encrypted, for thirty days, and audits each look', async () => {
    const path = listOf(...[...agreed, ...wrongly].map((one) => call(one)));
    await expect(compare(path, { rowsReason: reason, actor: bo })).rejects.toMatchObject({
      code: 'RIGHT_MISSING',
    });
    const before = artefacts().length;
    const { comparison } = await compare(path, { rowsReason: reason });
    await expect(comparing().rows(comparison, bo, reason)).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
    const { rows, isCut } = await comparing().rows(comparison, anna, reason);
    expect([rows.length, isCut]).toEqual([23 + 24 + 3, false]);
    const lost = await Promise.all(missed.map((one) => office.residentOf(one)));
    expect(rows.filter((one) => one.direction === 'missed').map(({ resident }) => resident)).toEqual(lost);
    expect(artefacts()).toHaveLength(before + 1);
    for (const one of artefacts())
      expect(readFileSync(join(one.parentPath, one.name), 'latin1')).not.toContain('resident');
    office.later(30);
    await expect(comparing().rows(comparison, anna, reason)).rejects.toMatchObject({
      code: 'COMPARISON_EXPIRED',
    });
    expect(artefacts()).toEqual([]);
    const looks = await office.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit.entries WHERE action = 'calls.compare-rows' AND reason = $1`,
      [reason],
      'kallelse_migrate',
    );
    expect(looks).toEqual([{ n: 2 }]);
    office.later(-30);
  });

  it('misses only people of the region whose list it is', async () => {
    await office.register({
      first_registered_sex: 'female',
      region: '03',
      municipality: '0380',
      district: '0380R001',
    });
    const path = listOf(...[...agreed, ...wrongly].map((one) => call(one)));
    const inAll = await compare(path, { rowsReason: reason });
    const inOne = await compare(path, { rowsReason: reason, region: '01' });
    const missedIn = async (comparison: number) =>
      (await comparing().rows(comparison, anna, reason)).rows.filter(
        ({ direction }) => direction === 'missed',
      );
    expect(await missedIn(inAll.comparison)).toHaveLength(25);
    expect(await missedIn(inOne.comparison)).toHaveLength(24);
    expect(inAll.outcomes.filter(({ direction }) => direction === 'missed')).toMatchObject([
      { regions: ['01', '03'] },
    ]);
    await expect(compare(path, { region: '1' })).rejects.toMatchObject({ code: 'REGION_FORM' });
  });
});

describe('a call list with rows that cannot be compared', () => {
  it('names each by its line, without what it holds, and two numbers of one person by neither', async () => {
    const [both = '', other = ''] = agreed;
    const [present] = (
      await office.query<{ value: string }>(
        'SELECT value FROM identity.identifiers WHERE resident_id = $1 AND current',
        [await office.residentOf(both)],
        'kallelse_import',
      )
    ).map(({ value }) => value);
    const path = listOf(
      call(both, '2026-03-01'),
      call(present ?? ''),
      call(other, '2026-03-01'),
      call(`${other.slice(0, 8)}-${other.slice(8)}`),
      call('199001019999'),
      call(other.slice(2)),
      call(other, '2026-13-01'),
      call(other, '2062-03-01'),
      call(other, office.day, 'unheard'),
      call(other, office.day, 'Un Heard'),
      `${other},trial`,
    );
    const { rejectedFile = '', ...result } = await compare(path);
    expect(result).toMatchObject({ rows: 11, rejected: 6, repeated: 1, notInRegister: 1 });
    const text = readFileSync(rejectedFile, 'utf8');
    expect(
      text
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',').slice(0, 3).join(' ')),
    ).toEqual([
      ...['7 identity identity-form', '8 date date', '9 date call-date-far'],
      ...['10 programme programme-unknown', '11 programme programme-form', '12  column-count'],
      ...['4 identity call-repeated', '6 identity call-not-in-register'],
    ]);
    for (const value of [other, present ?? '-', '199001019999', 'unheard']) expect(text).not.toContain(value);
  });

  it.each([
    ['in another encoding', Buffer.from('\ufeffidentity,programme,date\n', 'utf16le'), 'FILE_ENCODING'],
    ['with another separator', 'identity;programme;date\n1;2;3\n', 'FILE_HEADER'],
    ['of another kind', 'code,answered\nx,y\n', 'FILE_HEADER'],
    ['that was cut off', 'identity,programme,date\n19660101', 'FILE_TRUNCATED'],
    ['that is empty', '', 'FILE_TRUNCATED'],
  ])('is refused %s, and leaves nothing behind', async (_, content, code) => {
    const before = await stored();
    const path = file(content);
    await expect(compare(path)).rejects.toMatchObject({ code });
    expect(await stored()).toEqual(before);
    expect([existsSync(`${path}.rejected.csv`), existsSync(`${path}.rejected.csv.part`)]).toEqual([
      false,
      false,
    ]);
  });

  it('is read with a byte order mark and Windows line ends, and says the same each time', async () => {
    const rows = [...agreed, ...wrongly].map((one) => call(one));
    const path = file(
      [
        '\ufeffprogramme,date,identity',
        ...rows.map((row) => row.replace(/^(.*),(trial),(.*)$/, '$2,$3,$1')),
        '',
      ].join('\r\n'),
    );
    const [once, again] = [await compare(path), await compare(path)];
    expect(once).toMatchObject({ rows: 48, rejected: 0 });
    expect({ ...again, comparison: 0 }).toEqual({ ...once, comparison: 0 });
    expect(once.comparison).not.toBe(again.comparison);
  });
});
