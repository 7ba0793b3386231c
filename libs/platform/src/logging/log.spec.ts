import { ProblemError } from '@kallelse/kernel';
import { correlationId, withCorrelation } from './correlation';
import { JsonLog } from './json-log';
import { cleanFields, type LogFields } from './log';
import { safeError } from './safe-error';
import { TextLog } from './text-log';

/** What is written to the two outputs of the process while `work` runs. */
function written(work: () => void): string {
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
  try {
    work();
    return spies.flatMap((spy) => spy.mock.calls.map(([text]) => String(text))).join('');
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('the fields of a log line', () => {
  it('are those of the list, short, and never shaped like an identity number', () => {
    const fields = {
      batchId: 7,
      programme: 'cervical',
      name: 'Kari',
      reason: 'x 19121212-1212 y',
      code: 'a'.repeat(300),
    };
    expect(cleanFields(fields as LogFields)).toEqual({
      batchId: 7,
      programme: 'cervical',
      reason: '[withheld]',
      code: 'a'.repeat(200),
    });
    for (const number of ['191212121212', '121212-1212', '121212+1212', '20121212 1212']) {
      expect(cleanFields({ reason: number })).toEqual({ reason: '[withheld]' });
    }
  });
});

describe('what is told of an error', () => {
  it('is the text of a problem, but of no other error', () => {
    expect(safeError(new ProblemError('LOST', 'chunk 7 is lost'))).toMatchObject({
      code: 'LOST',
      message: 'chunk 7 is lost',
    });
    const other = safeError(new TypeError('MARKER is not a date'));
    expect(other).toMatchObject({ code: 'UNEXPECTED', message: 'unexpected TypeError' });
    expect(other.frames[0]).toContain('log.spec.ts');
    expect(JSON.stringify(other)).not.toContain('MARKER');
    expect(safeError('MARKER')).toEqual({ code: 'UNEXPECTED', message: 'unexpected string', frames: [] });
  });

  it('holds no frame made of a message of several lines', () => {
    expect(JSON.stringify(safeError(new Error('one\n    at MARKER (two)')).frames)).not.toContain('MARKER');
  });
});

describe('the log of a service', () => {
  it('is one JSON object a line, with the id of what is worked on', () => {
    const line = written(() =>
      withCorrelation('req-1', () => new JsonLog('info').write('info', 'batch-released', { batchId: 7 })),
    );
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      event: 'batch-released',
      batchId: 7,
      correlation: 'req-1',
      pid: process.pid,
    });
    expect(line.endsWith('\n')).toBe(true);
    expect(correlationId()).toBeUndefined();
  });

  it('leaves out what is below its level', () => {
    const log = new JsonLog('warn');
    expect(written(() => log.write('info', 'x'))).toBe('');
    expect(written(() => log.write('warn', 'x'))).toContain('"level":"warn"');
    expect(written(() => log.log('of the framework'))).toBe('');
  });

  it('tells a problem with what to do, any other error without its message', () => {
    const log = new JsonLog('info');
    const problem = new ProblemError('PORT_TAKEN', 'port 1 is taken', { fix: 'use another' });
    expect(JSON.parse(written(() => log.failure('start-failed', problem)))).toMatchObject({
      level: 'error',
      event: 'start-failed',
      code: 'PORT_TAKEN',
      message: 'port 1 is taken',
      fix: 'use another',
    });
    expect(
      written(() => log.failure('job-failed', new Error('MARKER'), { job: 'send-chunk' })),
    ).not.toContain('MARKER');
  });

  it('reduces what the framework logs of an error', () => {
    const log = new JsonLog('info');
    const error = Object.assign(new Error('MARKER'), { detail: 'MARKER', cause: new Error('MARKER') });
    for (const text of [
      written(() => log.error(error)),
      written(() => log.error('failed', error.stack)),
      written(() => log.error('failed', error)),
      written(() => log.error(error, error.stack, 'ExceptionsHandler')),
    ]) {
      expect(text).toContain('framework-error');
      expect(text).not.toContain('MARKER');
    }
  });
});

describe('the log of the command line', () => {
  it('is plain text for a person', () => {
    const lines: string[] = [];
    const log = new TextLog('info', { write: (text: string) => lines.push(text) });
    log.write('debug', 'unseen');
    log.write('warn', 'queue-store-awaited', { queue: 'letters', count: 2 });
    log.failure('failed', new Error('MARKER'), { batchId: 7 });
    expect(lines[0]).toBe('warn: queue-store-awaited queue=letters count=2\n');
    expect(lines[1]).toBe('error: failed batchId=7 code=UNEXPECTED\n');
    expect(lines.join('')).not.toContain('MARKER');
  });
});
