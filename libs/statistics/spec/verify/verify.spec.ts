import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disagreements } from './compare';
import type { Case } from './inputs';
import { answer, verdict } from './verify';

/** 81 of 263, Wilson: Newcombe 1998, table I, method 3. */
const NEWCOMBE: Case = {
  id: 'any-name',
  statistic: 'wilson_ci',
  inputs: { x: 81, n: 263, confidence: 0.95 },
  expected: { lower: 0.2553, upper: 0.3662 },
  tolerance: { abs: 0.0001 },
};

describe('answers to reference cases', () => {
  it('follow the name of the function and the inputs, with the figures the case names', () => {
    const { actual } = answer(NEWCOMBE) as { actual: Record<string, number> };
    expect(Object.keys(actual)).toEqual(['lower', 'upper']);
    expect(answer({ ...NEWCOMBE, id: 'another' })).toEqual({ id: 'another', actual });
  });

  it('hold all figures where the case expects none', () => {
    const { id, statistic, inputs } = NEWCOMBE;
    expect(answer({ id, statistic, inputs })).toMatchObject({
      actual: { value: 81 / 263, lower95: expect.any(Number) as number },
    });
  });

  it.each([
    ['an unknown function', { statistic: 'gini_of_moon' }, /no function/],
    ['a missing input', { inputs: { x: 3 } }, /"n"/],
    ['impossible counts', { inputs: { x: 9, n: 3 } }, /numerator/],
  ])('say why there is none: %s', (_, change, reason) => {
    const given = answer({ ...NEWCOMBE, ...change });
    expect(given).toMatchObject({ id: 'any-name', unsupported: true });
    expect('reason' in given && given.reason).toMatch(reason);
  });
});

describe('comparison with what a case expects', () => {
  const differing = (
    expected: Case['expected'],
    tolerance: Case['tolerance'],
    actual: Record<string, unknown>,
  ) =>
    disagreements({ ...NEWCOMBE, expected: expected ?? {}, tolerance: tolerance ?? {} }, actual).map(
      ({ path }) => path,
    );

  it('is relative, absolute or exact', () => {
    expect(differing({ a: 100 }, { rel: 0.01 }, { a: 100.9 })).toEqual([]);
    expect(differing({ a: 100 }, { rel: 0.01 }, { a: 101.1 })).toEqual(['a']);
    expect(differing({ a: 0 }, { abs: 0.1 }, { a: 0.05 })).toEqual([]);
    expect(differing({ a: 'High', b: null }, { exact: true }, { a: 'Low', b: null })).toEqual(['a']);
  });

  it('can be set per figure, "limits" counting for the rest', () => {
    const tolerance = { sii: { rel: 1e-8 }, limits: { rel: 0.05 } };
    expect(differing({ sii: 1, lower: 1 }, tolerance, { sii: 1.001, lower: 1.04 })).toEqual(['sii']);
  });

  it('goes into lists and tables, and misses no figure that is absent or NaN', () => {
    expect(differing({ a: { b: [1, 2] } }, { rel: 0 }, { a: { b: [1, 3] } })).toEqual(['a.b[1]']);
    expect(differing({ a: [1, 2] }, { rel: 1 }, { a: [1] })).toEqual(['a']);
    expect(differing({ a: 1 }, { rel: 1 }, {})).toEqual(['a']);
    expect(differing({ a: 1 }, { rel: 1 }, { a: NaN })).toEqual(['a']);
  });

  it('counts what agrees, disagrees and is not answered', () => {
    const wrong = { ...NEWCOMBE, id: 'wrong', expected: { lower: 0.3 } };
    const unknown = { ...NEWCOMBE, id: 'unknown', statistic: 'none' };
    const { agreed, disagreed, unsupported } = verdict([NEWCOMBE, wrong, unknown]);
    expect(agreed).toBe(1);
    expect(disagreed.map(({ id }) => id)).toEqual(['wrong']);
    expect(unsupported.map(({ id }) => id)).toEqual(['unknown']);
  });
});

describe('npm run verify:statistics', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cases-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (cases: unknown, ...options: string[]) => {
    const file = join(folder, 'cases.json');
    writeFileSync(file, typeof cases === 'string' ? cases : JSON.stringify(cases));
    return spawnSync(process.execPath, [join(__dirname, 'run.mjs'), file, ...options], { encoding: 'utf8' });
  };

  it('writes a line per case to standard output', () => {
    const { status, stdout } = run([NEWCOMBE, { ...NEWCOMBE, id: 'second', statistic: 'none' }]);
    expect(status).toBe(0);
    const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
    expect(lines).toMatchObject([
      { id: 'any-name', actual: { lower: expect.any(Number) as number } },
      { id: 'second', unsupported: true },
    ]);
  });

  it('checks: 0 when all agree, 1 when one does not', () => {
    expect(run([NEWCOMBE], '--check').status).toBe(0);
    const { status, stderr } = run([{ ...NEWCOMBE, expected: { lower: 0.5 } }], '--check');
    expect(status).toBe(1);
    expect(stderr).toMatch(/any-name lower/);
  });

  it('refuses a file that is no list of cases', () => {
    expect(run('{', '--check').status).toBe(2);
    expect(run([{ id: 'x' }]).status).toBe(2);
  });
});
