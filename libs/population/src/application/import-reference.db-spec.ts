import { readFileSync } from 'node:fs';
import { testDatabase } from '@test/support/database';
import { csv, file, row } from '../../spec/register-file';
import { RegisterOffice, rejections } from '../../spec/register-office';

const office = new RegisterOffice(testDatabase());

const DISTRICTS = 'code,vintage,level,name,parent,area_type,population,valid_from,valid_to';
const districts = (...lines: readonly string[]) =>
  office.reference('districts', [DISTRICTS, ...lines, ''].join('\n'));

let codes = 0;
/** A district code that no edition has yet. */
const newCode = (): string => `0180R${String(++codes).padStart(3, '0')}`;

async function livingIn(district: string): Promise<string> {
  const person = office.person();
  await office.register({ ...person, district });
  return person.identity;
}

/** The district of somebody today, with its area type. */
async function districtOf(identity: string): Promise<unknown[]> {
  const known = await office.known(identity);
  return [known?.['district'], known?.['area_type']];
}

const raised = (code: string): Promise<object[]> =>
  office.rows(
    `SELECT resolved_at IS NULL AS open FROM screening.exceptions WHERE kind = 'district-unknown' AND subject = $1 ORDER BY id`,
    [code],
  );

describe('an edition of the districts', () => {
  it('gives the district and its area type to whoever lives there', async () => {
    const code = newCode();
    expect(await districts(`${code},2025,regso,Norr,0180,1,2400,2025-01-01,`)).toMatchObject({
      ...{ what: 'districts', rows: 1, written: 1, unchanged: 0, rejected: 0 },
    });
    const identity = await livingIn(code);
    expect(await districtOf(identity)).toEqual([code, 1]);
    expect(await raised(code)).toEqual([]);
  });

  it('may come after the residents: an unknown code is accepted, the district unknown, an exception raised until then', async () => {
    const code = newCode();
    const identity = await livingIn(code);
    expect(await districtOf(identity)).toEqual([null, null]);
    expect(await office.known(identity)).toMatchObject({ municipality: '0180' });
    await livingIn(code);
    expect(await raised(code)).toEqual([{ open: true }]);
    expect(await districts(`${code},2025,regso,Norr,0180,3,,2025-01-01,`)).toMatchObject({
      residentsRefreshed: 2,
    });
    expect(await districtOf(identity)).toEqual([code, 3]);
    expect(await raised(code)).toEqual([{ open: false }]);
  });

  it('that is new is no move: the same code means the edition that is valid on the day', async () => {
    const code = newCode();
    await districts(`${code},2020,regso,Norr,0180,5,,2020-01-01,`);
    const identity = await livingIn(code);
    const residencies = await office.residencies(identity);
    await districts(
      `${code},2020,regso,Norr,0180,5,,2020-01-01,2025-12-31`,
      `${code},2026,regso,Norr,0180,2,,2026-01-01,`,
    );
    expect(await districtOf(identity)).toEqual([code, 2]);
    expect(await office.residencies(identity)).toEqual(residencies);
    const [versions] = await office.rows(
      'SELECT count(*)::int AS n FROM screening.residencies WHERE resident_id = $1',
      [await office.residentOf(identity)],
    );
    expect(versions).toEqual({ n: 1 });
  });

  it('that begins later holds from its day on, when the next register file comes', async () => {
    const code = newCode();
    await districts(
      `${code},2020,regso,Norr,,5,,2020-01-01,2026-12-31`,
      `${code},2027,regso,Norr,,1,,2027-01-01,`,
    );
    const identity = await livingIn(code);
    expect(await districtOf(identity)).toEqual([code, 5]);
    const before = office.day;
    office.later(300);
    await office.register(office.person());
    expect(await districtOf(identity)).toEqual([code, 1]);
    office.day = before;
  });

  it('that has ended without another leaves the district unknown', async () => {
    const code = newCode();
    await districts(`${code},2020,regso,Norr,,5,,2020-01-01,2025-12-31`);
    const identity = await livingIn(code);
    expect(await districtOf(identity)).toEqual([null, null]);
    expect(await raised(code)).toEqual([{ open: true }]);
  });

  it('said again changes nothing; a known code and vintage is updated', async () => {
    const code = newCode();
    const line = `${code},2025,regso,Norr,0180,4,2400,2025-01-01,`;
    await districts(line);
    const identity = await livingIn(code);
    expect(await districts(line)).toMatchObject({ written: 0, unchanged: 1, residentsRefreshed: 0 });
    expect(await districts(line.replace(',4,', ',5,'))).toMatchObject({ written: 1, unchanged: 0 });
    expect(await districtOf(identity)).toEqual([code, 5]);
  });

  it('may not overlap another of the same code', async () => {
    const code = newCode();
    await districts(`${code},2020,regso,Norr,,5,,2020-01-01,2025-12-31`);
    const summary = await districts(
      `${code},2025,regso,Norr,,5,,2025-12-31,2025-12-31`,
      `${code},2026,regso,Norr,,5,,2026-01-01,2026-12-31`,
      `${code},2026b,regso,Norr,,5,,2026-06-01,`,
      `${code},2030,regso,Norr,,5,,2030-01-01,2029-12-31`,
    );
    expect(summary).toMatchObject({ rows: 4, rejected: 3, written: 1 });
    expect(rejections(summary)).toEqual([
      '2 valid_from district-overlap',
      '4 valid_from district-overlap',
      '5 valid_from until-before-from',
    ]);
  });

  it.each([
    [',2025,regso,Norr,,1,,2025-01-01,', 'code missing'],
    ['0180X1,2025,regso,Norr,,6,,2025-01-01,', 'area_type number'],
    ['0180X1,2025,regso,Norr,,1.5,,2025-01-01,', 'area_type number'],
    ['0180X1,2025,regso,Norr,,1,-1,2025-01-01,', 'population number'],
    ['0180X1,2025,regso,Norr,,1,,2025-02-30,', 'valid_from date'],
    ['0180X1,2025,regso,Norr,,1,,2025-01-01', ' column-count'],
  ])('refuses a row by itself: %s', async (line, refused) => {
    const summary = await districts(line, `${newCode()},2025,regso,Norr,,1,,2025-01-01,`);
    expect(summary).toMatchObject({ rows: 2, rejected: 1, written: 1 });
    expect(rejections(summary)).toEqual([`2 ${refused}`]);
  });

  it('with a wrong header changes nothing', async () => {
    await expect(office.reference('districts', 'code,name\nx,y\n')).rejects.toMatchObject({
      code: 'FILE_HEADER',
    });
    await expect(office.reference('districts', DISTRICTS)).rejects.toMatchObject({ code: 'FILE_TRUNCATED' });
  });

  it('is known to the register rows of somebody who comes with a change of district', async () => {
    const [one, two] = [newCode(), newCode()];
    await districts(`${one},2025,regso,Ett,,1,,2025-01-01,`, `${two},2025,regso,Två,,2,,2025-01-01,`);
    const identity = await livingIn(one);
    const change = row({ event: 'change', identity, district: two, since: '2026-03-01' });
    await office.importFile(file(csv([change])));
    expect(await districtOf(identity)).toEqual([two, 2]);
    expect(await office.residencies(identity)).toEqual([
      `2019-05-01 registered 0180 ${one}`,
      `2026-03-01 registered 0180 ${two}`,
    ]);
  });
});

describe('what became of districts', () => {
  const SUCCESSORS = 'old,new,share';
  const successors = (...lines: readonly string[]) =>
    office.reference('successors', [SUCCESSORS, ...lines, ''].join('\n'));

  it('is kept with its share, and updated', async () => {
    expect(await successors('A,B,0.25', 'A,C,0.75')).toMatchObject({ rows: 2, written: 2 });
    expect(await successors('A,B,0.5', 'A,C,0.75')).toMatchObject({ written: 1, unchanged: 1 });
    const kept = await office.rows(
      `SELECT new, share FROM analytics.district_successors WHERE old = 'A' ORDER BY new`,
    );
    expect(kept).toEqual([
      { new: 'B', share: 0.5 },
      { new: 'C', share: 0.75 },
    ]);
  });

  it.each(['A,B,0', 'A,B,1.01', 'A,B,', 'A,B,half'])('refuses a share out of bounds: %s', async (line) => {
    const summary = await successors(line);
    expect(rejections(summary)).toEqual([`2 share ${line.endsWith(',') ? 'missing' : 'number'}`]);
  });

  it('is drawn: outlines go to the edition of the code that is valid today; others are refused', async () => {
    const code = newCode();
    await districts(
      `${code},2020,regso,Norr,,5,,2020-01-01,2025-12-31`,
      `${code},2026,regso,Norr,,5,,2026-01-01,`,
    );
    const polygon = { type: 'Polygon', coordinates: [[[18, 59], [18.1, 59], [18.1, 59.1], [18, 59]]] }; // prettier-ignore
    const feature = (properties: object, geometry: object | null) => ({
      type: 'Feature',
      properties,
      geometry,
    });
    const features = [
      feature({ code }, polygon),
      feature({ code: '0180X999' }, polygon),
      feature({ code }, { type: 'Point', coordinates: [18, 59] }),
    ];
    const text = JSON.stringify({ type: 'FeatureCollection', features });
    const summary = await office.reference('geometry', text, 'geojson');
    expect(summary).toMatchObject({ rows: 3, written: 1, rejected: 2 });
    expect(rejections(summary)).toEqual(['2 code outline', '3 code outline']);
    const drawn = await office.rows(
      'SELECT vintage, geometry IS NOT NULL AS drawn FROM analytics.districts WHERE code = $1 ORDER BY vintage',
      [code],
    );
    expect(drawn).toEqual([
      { vintage: '2020', drawn: false },
      { vintage: '2026', drawn: true },
    ]);
    await expect(office.reference('geometry', '{"type":"Feature"}', 'geojson')).rejects.toMatchObject({
      code: 'FILE_GEOJSON',
    });
  });
});

describe('units and whom they serve', () => {
  const UNITS =
    'id,name,hsa_id,kind,region,visiting_address,postcode,city,phone,hours,return_address,programmes';
  const UNIT =
    'norr,Mammografin Norr,SE123,clinic,01,Vårdgatan 1,11122,STOCKHOLM,08-123,8-16,Box 1,breast cervical';
  const units = (...lines: readonly string[]) => office.reference('units', [UNITS, ...lines, ''].join('\n'));
  const catchments = (...lines: readonly string[]) =>
    office.reference('catchments', ['programme,district,unit,from,until', ...lines, ''].join('\n'));

  it('are kept, and updated by id; said again they change nothing', async () => {
    expect(await units(UNIT)).toMatchObject({ rows: 1, written: 1, unchanged: 0 });
    expect(await units(UNIT)).toMatchObject({ written: 0, unchanged: 1 });
    expect(await units(UNIT.replace('08-123', '08-456'))).toMatchObject({ written: 1 });
    const kept = await office.rows(`SELECT phone, region, programmes FROM screening.units WHERE id = 'norr'`);
    expect(kept).toEqual([{ phone: '08-456', region: '01', programmes: ['breast', 'cervical'] }]);
  });

  it.each(['id', 'name', 'kind', 'region', 'phone', 'return_address', 'programmes'])(
    'refuse a unit without %s',
    async (column) => {
      const cells = UNIT.split(',').map((cell, i) => (UNITS.split(',')[i] === column ? '' : cell));
      expect(rejections(await units(cells.join(',')))).toEqual([`2 ${column} missing`]);
    },
  );

  it('serve districts by programme, from one day to another; an unknown unit is refused', async () => {
    await units(UNIT);
    const summary = await catchments(
      'breast,0180R001,norr,2025-01-01,',
      'breast,0180R001,söder,2026-01-01,',
      'breast,0180R002,norr,2026-01-01,2025-12-31',
      'breast,0180R003,norr,2026-01-01',
    );
    expect(summary).toMatchObject({ rows: 4, written: 1, unchanged: 0, rejected: 3 });
    expect(rejections(summary).sort()).toEqual([
      '3 unit unit-unknown',
      '4 until until-before-from',
      '5  column-count',
    ]);
    expect(readFileSync(summary.rejectedFile ?? '', 'utf8')).not.toMatch('söder');
    expect(await catchments('breast,0180R001,norr,2025-01-01,2025-12-31')).toMatchObject({ written: 1 });
    const kept = await office.rows('SELECT district, until_date::text AS until FROM screening.catchments');
    expect(kept).toEqual([{ district: '0180R001', until: '2025-12-31' }]);
  });
});
