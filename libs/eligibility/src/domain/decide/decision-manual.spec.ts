import { ask, event } from '../../../spec/decided';

const YES = { fact: 'age', atLeast: 0 };
const NO = { fact: 'age', below: 0 };
const ORGAN = { fact: 'organ.cervix', is: 'present' };

function route(kind: string, more: object = {}): object {
  return { programme: 'cervical', kind, from: '2026-01-01', code: `by-${kind}`, ...more };
}

describe('a manual include', () => {
  it('makes eligibility true, whether it was false or unknown', () => {
    for (const eligibility of [NO, ORGAN, { ...ORGAN, onUnknown: 'exclude' }]) {
      expect(ask({ eligibility }, { manual: [route('include')] })).toEqual({
        status: 'invite',
        targetGroup: true,
        reasons: [],
      });
    }
  });

  it('changes nothing else: exclusions, holds and the schedule still decide', () => {
    const manual = [route('include')];
    const exclusions = [{ code: 'out', when: YES }];
    expect(ask({ eligibility: NO, exclusions }, { manual })).toEqual({
      status: 'not-eligible',
      targetGroup: true,
      reasons: [{ code: 'out', kind: 'exclusion', path: 'exclusions[0]' }],
    });
    expect(ask({ eligibility: NO }, { manual, events: [event('test', '2026-01-01')] })).toMatchObject({
      status: 'hold',
      targetGroup: true,
      dueOn: '2027-01-01',
    });
  });
});

describe('a manual exclude', () => {
  it('joins the exclusions, after those of the definition', () => {
    const exclusions = [
      { code: 'no', when: NO },
      { code: 'out', when: YES },
    ];
    const manual = [
      route('hold'),
      route('exclude'),
      route('exclude', { code: 'again', until: '2030-01-01' }),
    ];
    expect(ask({ exclusions }, { manual })).toEqual({
      status: 'not-eligible',
      targetGroup: true,
      reasons: [
        { code: 'out', kind: 'exclusion', path: 'exclusions[1]' },
        { code: 'by-exclude', kind: 'manual', path: 'manual[1]' },
        { code: 'again', kind: 'manual', path: 'manual[2]' },
      ],
    });
  });

  it('stands against an include and an unknown eligibility, but not before a false one', () => {
    expect(ask({ eligibility: NO }, { manual: [route('include'), route('exclude')] }).reasons).toEqual([
      { code: 'by-exclude', kind: 'manual', path: 'manual[1]' },
    ]);
    expect(ask({ eligibility: ORGAN }, { manual: [route('exclude')] }).status).toBe('not-eligible');
    expect(ask({ eligibility: NO }, { manual: [route('exclude')] }).reasons[0]?.kind).toBe('criterion');
  });
});

describe('a manual hold', () => {
  it('joins the holds, after the schedule, with its until where given', () => {
    const holds = [{ code: 'wait', when: YES }];
    const manual = [route('hold', { until: '2026-12-31' }), route('hold', { code: 'open', until: null })];
    expect(ask({ holds }, { manual, events: [event('test', '2026-01-01')] })).toEqual({
      status: 'hold',
      targetGroup: true,
      reasons: [
        { code: 'wait', kind: 'hold', path: 'holds[0]' },
        { code: 'not-due', kind: 'schedule', path: 'schedule.next[0]', until: '2027-01-01' },
        { code: 'by-hold', kind: 'manual', path: 'manual[0]', until: '2026-12-31' },
        { code: 'open', kind: 'manual', path: 'manual[1]' },
      ],
      dueOn: '2027-01-01',
    });
  });

  it('holds an unknown eligibility as well, before its policies but not before exclude', () => {
    const manual = [route('hold')];
    expect(ask({ eligibility: ORGAN }, { manual })).toEqual({
      status: 'hold',
      targetGroup: 'unknown',
      reasons: [{ code: 'by-hold', kind: 'manual', path: 'manual[0]' }],
    });
    expect(ask({ eligibility: { ...ORGAN, onUnknown: 'exclude' } }, { manual }).status).toBe('not-eligible');
  });
});

describe('manual routes', () => {
  it.each([
    ['from today', { from: '2026-06-15' }, true],
    ['from tomorrow', { from: '2026-06-16' }, false],
    ['until today', { until: '2026-06-15' }, true],
    ['until yesterday', { until: '2026-06-14' }, false],
    ['of another programme', { programme: 'breast' }, false],
  ])('%s count: %s', (_, more, counts) => {
    expect(ask({}, { manual: [route('exclude', more)] }).status).toBe(counts ? 'not-eligible' : 'invite');
    expect(ask({}, { manual: [route('hold', more)] }).status).toBe(counts ? 'hold' : 'invite');
    expect(ask({ eligibility: NO }, { manual: [route('include', more)] }).targetGroup).toBe(counts);
  });

  it('count from when they were recorded', () => {
    const manual = [route('exclude', { recorded: '2026-05-01' })];
    expect(ask({}, { manual }, { knownAt: '2026-04-30' }).status).toBe('invite');
    expect(ask({}, { manual }, { knownAt: '2026-05-01' }).status).toBe('not-eligible');
    expect(ask({}, { manual: [route('exclude')] }, { knownAt: '2025-12-31' }).status).toBe('invite');
  });
});
