import { ask, lasting } from '../../../spec/decided';

const YES = { fact: 'age', atLeast: 0 };
const YES_TOO = { fact: 'ageMonths', atLeast: 0 };
const NO = { fact: 'age', below: 0 };
const NO_TOO = { fact: 'ageMonths', below: 0 };
const UNKNOWN = { fact: 'organ.cervix', is: 'present' };
const UNKNOWN_TOO = { fact: 'organ.breast', is: 'present' };

const paths = (eligibility: object): string[] => ask({ eligibility }).reasons.map(({ path }) => path);

describe('reasons of a false eligibility', () => {
  it('name the fact, the kind criterion and the path', () => {
    expect(ask({ eligibility: NO })).toEqual({
      status: 'not-eligible',
      targetGroup: false,
      reasons: [{ code: 'age', kind: 'criterion', path: 'eligibility' }],
    });
  });

  it('are the false children of an all, neither the true nor the unknown ones', () => {
    expect(paths({ all: [YES, NO, UNKNOWN, NO_TOO] })).toEqual(['eligibility.all[1]', 'eligibility.all[3]']);
  });

  it('are all children of an any', () => {
    expect(paths({ any: [NO, NO_TOO] })).toEqual(['eligibility.any[0]', 'eligibility.any[1]']);
  });

  it('are, below a not, the reasons for which its child is true', () => {
    expect(paths({ not: YES })).toEqual(['eligibility.not']);
    expect(paths({ not: { all: [YES, YES_TOO] } })).toEqual([
      'eligibility.not.all[0]',
      'eligibility.not.all[1]',
    ]);
    expect(paths({ not: { any: [NO, YES, UNKNOWN, YES_TOO] } })).toEqual([
      'eligibility.not.any[1]',
      'eligibility.not.any[3]',
    ]);
    expect(paths({ not: { not: NO } })).toEqual(['eligibility.not.not']);
  });

  it('are found through every level in document order', () => {
    const tree = {
      all: [
        { any: [NO, { not: YES }, { all: [YES, NO_TOO, UNKNOWN] }] },
        { not: { any: [{ all: [YES, NO] }, { not: NO_TOO }, UNKNOWN] } },
        { any: [NO, YES] },
      ],
    };
    expect(paths(tree)).toEqual([
      'eligibility.all[0].any[0]',
      'eligibility.all[0].any[1].not',
      'eligibility.all[0].any[2].all[1]',
      'eligibility.all[1].not.any[1].not',
    ]);
  });
});

describe('reasons of an unknown eligibility', () => {
  it('are the unknown children, of kind unknown', () => {
    expect(ask({ eligibility: { all: [YES, UNKNOWN, UNKNOWN_TOO] } }).reasons).toEqual([
      { code: 'organ.cervix', kind: 'unknown', path: 'eligibility.all[1]' },
      { code: 'organ.breast', kind: 'unknown', path: 'eligibility.all[2]' },
    ]);
    expect(paths({ any: [NO, UNKNOWN] })).toEqual(['eligibility.any[1]']);
    expect(paths({ not: UNKNOWN })).toEqual(['eligibility.not']);
  });

  it('leave out unknown leaves below a node that is known', () => {
    expect(paths({ all: [{ any: [YES, UNKNOWN_TOO] }, UNKNOWN] })).toEqual(['eligibility.all[1]']);
    expect(paths({ any: [{ all: [NO, UNKNOWN_TOO] }, UNKNOWN] })).toEqual(['eligibility.any[1]']);
    expect(paths({ any: [{ not: { any: [YES, UNKNOWN_TOO] } }, UNKNOWN] })).toEqual(['eligibility.any[1]']);
  });

  it('are found through every level in document order', () => {
    const tree = { all: [YES, { not: { any: [NO, { all: [YES, UNKNOWN] }] } }, { any: [UNKNOWN_TOO, NO] }] };
    expect(paths(tree)).toEqual(['eligibility.all[1].not.any[1].all[1]', 'eligibility.all[2].any[0]']);
  });
});

describe('reasons of exclusions and holds', () => {
  it('are all exclusions that are true, an unknown one counting as not true', () => {
    const exclusions = [
      { code: 'first', when: YES },
      { code: 'second', when: NO },
      { code: 'third', when: UNKNOWN },
      { code: 'fourth', when: { not: NO } },
    ];
    expect(ask({ exclusions })).toEqual({
      status: 'not-eligible',
      targetGroup: true,
      reasons: [
        { code: 'first', kind: 'exclusion', path: 'exclusions[0]' },
        { code: 'fourth', kind: 'exclusion', path: 'exclusions[3]' },
      ],
    });
  });

  it('are all holds that are true, in order, then the schedule', () => {
    const holds = [
      { code: 'first', when: YES },
      { code: 'second', when: UNKNOWN },
      { code: 'third', when: { any: [NO, YES] } },
    ];
    const schedule = { anchor: 'lastTest', next: [{ after: 'never' }] };
    const events = [{ programme: 'cervical', type: 'test', date: '2026-01-01' }];
    expect(ask({ holds, schedule }, { events })).toEqual({
      status: 'hold',
      targetGroup: true,
      reasons: [
        { code: 'first', kind: 'hold', path: 'holds[0]' },
        { code: 'third', kind: 'hold', path: 'holds[2]' },
        { code: 'never', kind: 'schedule', path: 'schedule.next[0]' },
      ],
    });
  });

  it('carry the date fact of the hold as until, and none when the fact is unknown', () => {
    const holds = [
      { code: 'deferred', when: { fact: 'deferred', is: true }, until: { fact: 'deferredUntil' } },
      { code: 'care', when: { fact: 'underCare', is: true }, until: { fact: 'underCare.until' } },
      { code: 'moved', when: YES, until: { fact: 'residency.since' } },
    ];
    const events = [
      lasting('deferral', '2026-01-01', '2026-09-01'),
      lasting('deferral', '2026-02-01', '2026-08-01'),
      lasting('care', '2026-01-01', null),
    ];
    expect(ask({ holds }, { events, residency: { since: '2020-02-29' } }).reasons).toEqual([
      { code: 'deferred', kind: 'hold', path: 'holds[0]', until: '2026-09-01' },
      { code: 'care', kind: 'hold', path: 'holds[1]' },
      { code: 'moved', kind: 'hold', path: 'holds[2]', until: '2020-02-29' },
    ]);
  });
});
