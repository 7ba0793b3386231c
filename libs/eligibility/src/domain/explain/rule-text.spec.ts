import { event, lasting } from '../../../spec/decided';
import { interval, told, when, type Sentences } from '../../../spec/told';

const present = { organ: 'cervix', state: 'present', source: 'presumed', effective: '2000-01-01' };
const rule = (kind: 'exclusions' | 'holds', fact: string, more: object = {}) => ({
  [kind]: [{ code: 'some-rule', when: when(fact, { is: true }), ...more }],
});

const CASES: readonly Sentences[] = [
  [
    'criteria, one sentence each, and ways in of one fact together',
    {
      of: {
        eligibility: {
          all: [
            when('residency.status', { is: 'registered' }),
            {
              any: [
                when('age', { between: [23, 40] }),
                when('controlList', { includes: 'after-treatment' }),
                when('controlList', { includes: 'hpv-low' }),
              ],
            },
            when('organ.cervix', { is: 'present' }),
          ],
        },
      },
      who: { residency: { status: 'emigrated' }, organs: [{ ...present, state: 'absent' }] },
    },
    [
      'Enligt folkbokföringen är du utvandrad, och programmet gäller den som är folkbokförd.',
      'Du är 46 år, och en väg in i programmet gäller den som är 23–40 år.',
      'Du står inte på någon kontrollista, och en väg in i programmet gäller den som står på kontrollistan ”efter behandling” eller ”lågonkogen HPV”.',
      'Enligt våra uppgifter saknar du livmoderhals, och därför ingår du inte i programmet.',
    ],
    [
      'By the population register you are emigrated, and the programme is for people who are registered.',
      'You are 46 years old, and one of the ways into the programme is for people aged 23–40 years.',
      'You are on no control list, and one of the ways into the programme is for people on the control list “after treatment” or “low-risk HPV”.',
      'By our records you have no cervix, so you are not in the programme.',
    ],
  ],
  [
    'a criterion under not, and an organ known in too weak a way, its basis untold',
    {
      of: {
        eligibility: {
          all: [
            { not: when('region', { in: ['01', '03'] }) },
            when('organ.cervix.basis', { isNot: 'presumed' }),
          ],
        },
      },
      who: { residency: { status: 'registered', region: '01' }, organs: [present] },
    },
    [
      'Du bor i region 01, och programmet gäller inte den som bor i region 01 eller 03.',
      'Det vi vet om livmoderhals räcker inte enligt reglerna, och därför ingår du inte i programmet.',
    ],
    [
      'You live in region 01, and the programme is not for people who live in region 01 or 03.',
      'What we know of your cervix is not enough by the rules, so you are not in the programme.',
    ],
  ],
  [
    'an organ that nothing is known of',
    { of: { eligibility: when('organ.cervix', { is: 'present' }) } },
    ['Vi vet inte om du har livmoderhals, och du kan därför få en fråga om det.'],
    ['We do not know whether you have a cervix, so you may get a question about it.'],
  ],
  [
    'an answer that is missing, and a fact that nobody is asked for',
    {
      of: {
        attributes: { packYears: { type: 'number', labels: { sv: 'Paketår', en: 'Pack-years' } } },
        ask: { packYears: 'lung-questionnaire' },
        eligibility: {
          all: [
            when('attribute.packYears', { atLeast: 15 }),
            when('residency.status', { is: 'registered', onUnknown: 'enquire' }),
          ],
        },
      },
    },
    [
      'Uppgiften ”Paketår” saknas hos oss, och du kan därför få ett frågeformulär.',
      'Uppgiften ”folkbokföringsstatus” saknas hos oss, och det behövs för att avgöra om du ska kallas.',
    ],
    [
      'We have no record of “Pack-years”, so you may get a questionnaire.',
      'We have no record of “residency status”, and that is needed to decide whether you are to be invited.',
    ],
  ],
  [
    'an opt-out with its days',
    {
      of: rule('exclusions', 'optOut'),
      who: {
        optOuts: [{ programme: 'cervical', kind: 'until', from: '2026-01-10', until: '2027-01-09' }],
      },
    },
    ['Du avböjde 2026-01-10 att delta i programmet till och med 2027-01-09, och därför kallas du inte.'],
    ['You declined on 2026-01-10 to take part in the programme until 2027-01-09, so you are not invited.'],
  ],
  [
    'a follow-up that lasts, and the schedule beside it',
    {
      of: {
        ...interval([{ after: 'P5Y' }]),
        ...rule('holds', 'underCare', { until: { fact: 'underCare.until' } }),
      },
      who: {
        events: [event('test', '2025-05-01', { method: 'hpv' }), lasting('care', '2026-01-01', '2026-12-31')],
      },
    },
    [
      'Du följs upp i vården till och med 2026-12-31, och därför kallas du inte så länge.',
      'Du kallas i maj 2030: ditt senaste HPV-prov togs 2025-05-01 vid 45 års ålder, och intervallet är då 5 år.',
    ],
    [
      'You are being followed up in care until 2026-12-31, so you are not invited for the time being.',
      'You will be invited in May 2030: your last HPV test was taken on 2025-05-01 at the age of 45, and the interval is then 5 years.',
    ],
  ],
  [
    'a booked time',
    { of: rule('holds', 'booked'), who: { events: [event('booking', '2026-08-01')] } },
    ['Du har redan en bokad tid 2026-08-01, och därför kallas du inte så länge.'],
    ['You already have a booked time on 2026-08-01, so you are not invited for the time being.'],
  ],
  [
    'a rule of its own, by its label, with value and limit',
    {
      of: {
        countsTests: ['psa'],
        holds: [
          {
            code: 'psa-raised',
            when: when('lastTest.value', { atLeast: 3 }),
            labels: { sv: 'Förhöjt PSA utreds', en: 'Raised PSA is being investigated' },
          },
        ],
        schedule: { anchor: 'lastTest', next: [{ after: 'P0D' }] },
      },
      who: { events: [event('test', '2026-01-05', { method: 'psa', value: 3.2 })] },
    },
    [
      'Regeln ”Förhöjt PSA utreds” gäller dig: ditt PSA-prov 2026-01-05 hade värdet 3,2 (regeln gäller vid minst 3), och därför kallas du inte så länge.',
    ],
    [
      'The rule “Raised PSA is being investigated” applies to you: your PSA test of 2026-01-05 had the value 3.2 (the rule is for at least 3), so you are not invited for the time being.',
    ],
  ],
  [
    'an enquiry that waits for an answer',
    {
      of: { eligibility: when('organ.cervix', { is: 'present' }), enquiry: { after: 'P1Y', max: 2 } },
      who: { events: [event('enquiry', '2026-03-01')] },
    },
    [
      'Vi skickade en fråga till dig 2026-03-01 och väntar på svar. Utan svar frågar vi igen efter 1 år, den 2027-03-01.',
    ],
    [
      'We sent you a question on 2026-03-01 and are waiting for the answer. Without one we ask again after 1 year, on 2027-03-01.',
    ],
  ],
  [
    'an enquiry that is not repeated',
    {
      of: { eligibility: when('organ.cervix', { is: 'present' }), enquiry: { max: 1 } },
      who: { events: [event('enquiry', '2026-03-01')] },
    },
    ['Vi har ställt vår fråga en gång, 2026-03-01, utan att få svar. Vi frågar inte igen: svara gärna nu.'],
    [
      'We have asked our question once, on 2026-03-01, without an answer. We do not ask again: please answer now.',
    ],
  ],
  [
    'a decision about the person alone',
    {
      of: {},
      who: {
        manual: [
          {
            programme: 'cervical',
            kind: 'hold',
            code: 'clinic-request',
            from: '2026-01-01',
            until: '2026-09-30',
          },
        ],
      },
    },
    ['Det finns ett beslut om just dig (”clinic-request”) att vänta med kallelsen till och med 2026-09-30.'],
    ['There is a decision about you (“clinic-request”) that your invitation is to wait until 2026-09-30.'],
  ],
];

describe('criteria, exclusions and holds, as a clerk reads them to a caller', () => {
  it.each(CASES)('%s', (_, question, swedish, english) => {
    expect(told(question, 'sv').reasons).toEqual(swedish);
    expect(told(question, 'en').reasons).toEqual(english);
  });
});

describe('the verdict and its basis', () => {
  const labels = { sv: 'Livmoderhalscancerscreening', en: 'Cervical screening' };
  const optOuts = [{ programme: 'cervical', kind: 'permanent', from: '2026-01-10' }];

  it('names programme, day and version of the rules', () => {
    expect(told({ of: { labels } }, 'sv')).toMatchObject({
      verdict: 'Livmoderhalscancerscreening: Du ska kallas.',
      basis: 'Bedömningen gäller den 2026-06-15 enligt reglerna cervical@1.',
    });
    expect(told({ of: { labels } }, 'en')).toMatchObject({
      verdict: 'Cervical screening: You are to be invited.',
      basis: 'The decision is as of 2026-06-15 by the rules cervical@1.',
    });
  });

  it('does not tell somebody who declined that the programme is not for them', () => {
    const opted = { of: { labels, ...rule('exclusions', 'optOut') }, who: { optOuts } };
    expect(told(opted, 'sv').verdict).toBe('Livmoderhalscancerscreening: Du ska inte kallas.');
    const young = { of: { labels, eligibility: when('age', { atLeast: 50 }) } };
    expect(told(young, 'sv').verdict).toBe('Livmoderhalscancerscreening: Du ingår inte i programmet.');
  });

  it('uses nothing that was recorded after the day it is known at', () => {
    const who = {
      optOuts: [
        { ...optOuts[0], recorded: '2026-01-10' },
        { programme: 'cervical', kind: 'permanent', from: '2025-01-01', recorded: '2026-03-01' },
      ],
      events: [
        event('booking', '2026-09-01', { recorded: '2026-01-15' }),
        event('booking', '2026-08-01', { recorded: '2026-03-01' }),
      ],
    };
    const declined = { of: rule('exclusions', 'optOut'), who, knownAt: '2026-02-01' };
    expect(told(declined, 'sv').reasons[0]).toContain('avböjde 2026-01-10 att');
    const booked = { of: rule('holds', 'booked'), who, knownAt: '2026-02-01' };
    expect(told(booked, 'sv').reasons[0]).toContain('bokad tid 2026-09-01');
  });

  it('says that somebody was counted in by hand', () => {
    const manual = [{ programme: 'cervical', kind: 'include', code: 'clinic-request', from: '2026-01-01' }];
    const { reasons } = told({ of: { eligibility: when('age', { atLeast: 50 }) }, who: { manual } }, 'sv');
    expect(reasons).toContain('Det finns ett beslut om just dig att du räknas in i programmet.');
  });
});
