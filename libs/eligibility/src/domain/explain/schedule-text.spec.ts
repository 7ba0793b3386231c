import { event, lasting } from '../../../spec/decided';
import { interval, told, when, type Sentences } from '../../../spec/told';

const CASES: readonly Sentences[] = [
  [
    'a last test and its interval, without a result that another row asks for',
    {
      of: interval([
        { when: when('lastTest.result', { is: 'inadequate' }), after: 'P0D' },
        { when: when('lastTest.ageAt', { below: 50 }), after: 'P5Y' },
        { after: 'P7Y' },
      ]),
      who: {
        birthDate: '1975-03-01',
        events: [event('test', '2022-05-12', { method: 'hpv', result: 'negative' })],
      },
    },
    [
      'Du kallas i maj 2027: ditt senaste HPV-prov togs 2022-05-12 vid 47 års ålder, och intervallet är då 5 år.',
    ],
    [
      'You will be invited in May 2027: your last HPV test was taken on 2022-05-12 at the age of 47, and the interval is then 5 years.',
    ],
  ],
  [
    'a first invitation',
    { of: interval([{ after: 'P5Y' }]) },
    ['Du ska kallas: vi har inget HPV-prov registrerat för dig, och du har inte kallats tidigare.'],
    ['You are to be invited: we have no HPV test of yours on record, and you have not been invited before.'],
  ],
  [
    'an examination of common gender, due since a day, and the result that its interval asks for',
    {
      of: {
        countsTests: ['mammography'],
        schedule: {
          anchor: 'lastTest',
          next: [{ when: when('lastTest.result', { is: 'inadequate' }), after: 'P0D' }, { after: 'P2Y' }],
        },
      },
      who: { events: [event('test', '2026-02-01', { method: 'mammography', result: 'inadequate' })] },
    },
    [
      'Du ska kallas från och med 2026-02-01: din senaste mammografiundersökning gjordes 2026-02-01 vid 45 års ålder med resultatet ”ej bedömbart”, och då erbjuds ett nytt prov genast.',
    ],
    [
      'You are to be invited from 2026-02-01: your last mammogram was done on 2026-02-01 at the age of 45 with the result “not possible to assess”, and a new test is then offered at once.',
    ],
  ],
  [
    'a control list that shortens the interval',
    {
      of: interval([
        { when: when('controlList', { includes: 'hpv-high' }), after: 'P18M' },
        { after: 'P5Y' },
      ]),
      who: {
        events: [
          event('test', '2025-10-01', { method: 'hpv' }),
          lasting('control-list', '2025-10-10', null, { list: 'hpv-high' }),
        ],
      },
    },
    [
      'Du kallas i april 2027: ditt senaste HPV-prov togs 2025-10-01 vid 45 års ålder, du står på kontrollistan ”högonkogen HPV”, och intervallet är då 18 månader.',
    ],
    [
      'You will be invited in April 2027: your last HPV test was taken on 2025-10-01 at the age of 45, you are on the control list “high-risk HPV”, and the interval is then 18 months.',
    ],
  ],
  [
    'a re-call after an invitation that no test followed',
    {
      of: interval([{ after: 'P5Y' }], { nonAttender: { after: 'P1Y' } }),
      who: { events: [event('invitation', '2026-01-20')] },
    },
    [
      'Du kallas i januari 2027: din senaste kallelse skickades 2026-01-20, inget prov har registrerats efter den, och en ny kallelse kommer då efter 1 år.',
    ],
    [
      'You will be invited in January 2027: your last invitation was sent on 2026-01-20, no test has been recorded after it, and a new invitation then follows after 1 year.',
    ],
  ],
  [
    'a year by age, sent about the birthday',
    {
      of: {
        countsTests: ['fit'],
        schedule: { anchor: { ageThisYear: [60, 62, 64] }, next: [{ after: 'P2Y' }] },
        send: { followsBirthMonth: true },
      },
      who: { birthDate: '1966-09-02', events: [event('test', '2026-03-01', { method: 'fit' })] },
    },
    [
      'Du kallas under 2028, omkring din födelsemånad: ditt senaste avföringsprov togs 2026-03-01 vid 59 års ålder; du fyller 62 år 2028, och kallelse sker det år man fyller 60, 62 eller 64 år.',
    ],
    [
      'You will be invited during 2028, about the month of your birthday: your last stool test (FIT) was taken on 2026-03-01 at the age of 59; you reach 62 in 2028, and people are invited in the year they reach 60, 62 or 64.',
    ],
  ],
  [
    'the last age passed',
    {
      of: { schedule: { anchor: { ageThisYear: [60, 62] }, next: [{ after: 'P2Y' }] } },
      who: { birthDate: '1960-01-01' },
    },
    ['Du kallas inte: den sista åldern för kallelse är 62 år, och den har du passerat.'],
    ['You will not be invited: the last age of invitation is 62, which you have passed.'],
  ],
  [
    'a birth year that begins later',
    {
      of: interval([{ after: 'P5Y' }], {
        phaseIn: [
          { year: 2026, birthYears: [1976] },
          { year: 2030, birthYears: [1980] },
        ],
      }),
    },
    ['Du kallas inte ännu: du är född 1980, och det födelseåret börjar kallas 2030.'],
    ['You will not be invited yet: you were born in 1980, and that birth year starts in 2030.'],
  ],
  [
    'never again after a value',
    {
      of: {
        countsTests: ['psa'],
        schedule: {
          anchor: 'lastTest',
          next: [{ when: when('lastTest.value', { atLeast: 3 }), after: 'never' }, { after: 'P2Y' }],
        },
      },
      who: { events: [event('test', '2026-01-05', { method: 'psa', value: 3.2 })] },
    },
    [
      'Du kallas inte igen: ditt senaste PSA-prov togs 2026-01-05 vid 45 års ålder med värdet 3,2, och reglerna ger då ingen ny kallelse.',
    ],
    [
      'You will not be invited again: your last PSA test was taken on 2026-01-05 at the age of 45 with the value 3.2, and the rules then give no further invitation.',
    ],
  ],
];

describe('the schedule, as a clerk reads it to a caller', () => {
  it.each(CASES)('%s', (_, question, swedish, english) => {
    expect(told(question, 'sv').reasons).toEqual(swedish);
    expect(told(question, 'en').reasons).toEqual(english);
  });
});
