import { thrownBy } from '@test/support/thrown';
import { defineJob, jobId } from './job';
import { Handlers } from './handlers';

const renderChunk = defineJob({
  queue: 'letters',
  name: 'render-chunk',
  payload: { chunkId: 'integer', generation: 'integer', channel: 'code' },
  id: ({ chunkId, generation }) => `${String(chunkId)}.${String(generation)}`,
});

describe('the payload of a job', () => {
  it('is ids and codes, exactly those of its contract', () => {
    const given = { chunkId: 7, generation: 0, channel: 'paper' };
    expect(renderChunk.parse(given)).toEqual(given);
    // Its type follows from the fields.
    const channel: string = renderChunk.parse(given).channel;
    expect(channel).toBe('paper');
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['a missing field', { chunkId: 7, generation: 0 }],
    ['a wrong kind', { chunkId: '7', generation: 0, channel: 'paper' }],
    ['no whole number', { chunkId: 7.5, generation: 0, channel: 'paper' }],
    ['free text', { chunkId: 7, generation: 0, channel: 'Kari Nordmann, Storgata 1' }],
    ['an unknown field', { chunkId: 7, generation: 0, channel: 'paper', number: '191212121212' }],
  ])('is refused with %s, without a value', (_, input) => {
    expect(thrownBy(() => renderChunk.parse(input))).toMatchObject({ code: 'JOB_PAYLOAD_INVALID' });
    try {
      renderChunk.parse(input);
    } catch (error) {
      expect((error as Error).message).not.toMatch(/Nordmann|1912|number/);
    }
  });
});

describe('the id of a job', () => {
  it('follows from its payload and has no colon', () => {
    expect(jobId(renderChunk, { chunkId: 7, generation: 2, channel: 'paper' })).toBe('render-chunk.7.2');
    const bad = { ...renderChunk, id: () => 'a:b' };
    expect(() => jobId(bad, { chunkId: 7, generation: 2, channel: 'paper' })).toThrow('forbidden');
  });

  it('has names that are names', () => {
    expect(() => defineJob({ queue: 'letters:fast', name: 'x', payload: {}, id: () => '1' })).toThrow(
      'no name',
    );
  });
});

describe('the handlers of a process', () => {
  const other = defineJob({
    queue: 'letters',
    name: 'check-chunk',
    payload: { id: 'integer' },
    id: () => '1',
  });
  const elsewhere = defineJob({
    queue: 'post',
    name: 'fetch-receipts',
    payload: { id: 'integer' },
    id: () => '1',
  });
  const work = (): Promise<void> => Promise.resolve();

  it('are one for every job of a queue that is worked on', () => {
    const handlers = new Handlers([renderChunk, other, elsewhere]);
    handlers.add(renderChunk, work);
    expect(thrownBy(() => handlers.byQueue())).toMatchObject({ code: 'JOB_UNHANDLED' });
    handlers.add(other, work);
    expect([...handlers.byQueue()].map(([queue, jobs]) => [queue, [...jobs.keys()]])).toEqual([
      ['letters', ['render-chunk', 'check-chunk']],
    ]);
    expect(thrownBy(() => handlers.add(other, work))).toMatchObject({ code: 'JOB_HANDLED_TWICE' });
  });

  it('are for declared jobs, each declared once', () => {
    expect(thrownBy(() => new Handlers([renderChunk]).add(other, work))).toMatchObject({
      code: 'JOB_UNDECLARED',
    });
    expect(thrownBy(() => new Handlers([renderChunk, renderChunk]))).toMatchObject({
      code: 'JOB_DECLARED_TWICE',
    });
  });
});
