import { ProblemError } from '@kallelse/kernel';
import { databaseProblem } from './database-error';

const WHERE = 'db.example:5432';
const driverError = (code: string, over: object = {}): Error =>
  Object.assign(new Error('Key (number)=(MARKER) already exists'), {
    code,
    detail: 'MARKER',
    parameters: ['MARKER'],
    ...over,
  });

describe('databaseProblem', () => {
  it.each([
    ['23505', 'DATABASE_CONSTRAINT'],
    ['23503', 'DATABASE_CONSTRAINT'],
    ['40001', 'DATABASE_CONFLICT'],
    ['40P01', 'DATABASE_CONFLICT'],
    ['55P03', 'DATABASE_CONFLICT'],
    ['53100', 'DATABASE_DISK_FULL'],
    ['42501', 'DATABASE_DENIED'],
    ['28P01', 'DATABASE_LOGIN_REFUSED'],
    ['3D000', 'DATABASE_LOGIN_REFUSED'],
    ['57014', 'DATABASE_CANCELLED'],
    ['42P01', 'DATABASE_OUTDATED'],
    ['22P02', 'DATABASE_ERROR'],
    ['57P01', 'DATABASE_UNREACHABLE'],
    ['53300', 'DATABASE_UNREACHABLE'],
    ['08006', 'DATABASE_UNREACHABLE'],
    ['ECONNREFUSED', 'DATABASE_UNREACHABLE'],
    ['ENOTFOUND', 'DATABASE_UNREACHABLE'],
  ])('tells %s as %s, with what to do and without the text', (code, expected) => {
    const problem = databaseProblem(driverError(code), WHERE);
    expect(problem).toMatchObject({ code: expected, options: { fix: expect.any(String) as unknown } });
    expect(JSON.stringify(problem) + String((problem as Error).stack)).not.toContain('MARKER');
    expect((problem as Error).cause).toBeUndefined();
  });

  it('names constraint, table and column', () => {
    const problem = databaseProblem(
      driverError('23502', {
        schema: 'identity',
        table: 'person',
        column: 'number',
        constraint: 'person_number',
      }),
      WHERE,
    ) as Error;
    expect(problem.message).toBe(
      'the database refused a statement: SQLSTATE 23502, constraint person_number, at identity.person.number',
    );
  });

  it('shows the text of wrong SQL where that is allowed, and only there', () => {
    const wrong = driverError('42703', {});
    expect((databaseProblem(wrong, WHERE, true) as Error).message).toContain('MARKER');
    expect((databaseProblem(wrong, WHERE) as Error).message).not.toContain('MARKER');
    expect((databaseProblem(driverError('23505'), WHERE, true) as Error).message).not.toContain('MARKER');
  });

  it('leaves what is not from the database alone', () => {
    const problem = new ProblemError('BATCH_NOT_APPROVED', 'no');
    const error = new TypeError('x is not a function');
    expect(databaseProblem(problem, WHERE)).toBe(problem);
    expect(databaseProblem(error, WHERE)).toBe(error);
    expect(databaseProblem('text', WHERE)).toBe('text');
  });
});
