import { toPlainDate, type Day } from '@kallelse/kernel';
import type { Organ, OrganBody } from '../event-line';
import { Weighted } from '../random';
import { reaches } from './calling';
import type { History } from './history';

interface Removal {
  readonly organ: Organ;
  readonly body: 'cervix' | 'prostate' | undefined;
  readonly fromAge: number;
  /** Of those past that age, how many; reached step by step over forty years. */
  readonly share: number;
}

/** Operations that remove a screened organ: hysterectomy, both breasts, prostate, colon and rectum. */
const REMOVALS: readonly Removal[] = [
  { organ: 'cervix', body: 'cervix', fromAge: 35, share: 0.1 },
  { organ: 'breast', body: 'cervix', fromAge: 35, share: 0.009 },
  { organ: 'prostate', body: 'prostate', fromAge: 52, share: 0.05 },
  { organ: 'colorectum', body: undefined, fromAge: 40, share: 0.006 },
];
const SOURCES = new Weighted<OrganBody['source']>([
  ['clinic', 75],
  ['self', 15],
  ['screening-event', 10],
]);
const WITHDRAWN = 0.04;
const CONFIRMED = 0.002;
const ANSWERED_ENQUIRY = 0.4;
/** Of those born with a cervix who changed legal sex. */
const MASTECTOMY = 0.5;
const HYSTERECTOMY = 0.3;
/** Of those born with a prostate who changed legal sex. */
const BREAST_DEVELOPMENT = 0.6;
const YEARS_KEPT = 15;
const YEAR = 365;

/** States what is known of someone's organs, before any programme looks at them. */
export function organHistory(history: History): void {
  const { person } = history;
  if (person.age < 18) return;
  for (const removal of REMOVALS) remove(history, removal);
  if (person.former?.reason === 'legal-sex') statementsAfterChange(history);
  const stated = person.firstRegisteredSex;
  if (stated === '' || stated === 'unknown') enquiry(history);
  else if (history.random.chance(CONFIRMED)) confirm(history);
}

function remove(history: History, { organ, body, fromAge, share }: Removal): void {
  const { person, random } = history;
  if ((body !== undefined && body !== person.body) || person.age <= fromAge) return;
  if (!random.chance(share * Math.min(1, (person.age - fromAge) / 40))) return;
  const day = drawDay(history, reaches(person.birth, fromAge));
  if (day === undefined) return;
  const source = SOURCES.pick(random);
  const noted = Math.min(day + random.between(2, 90), history.asOf);
  // A statement about somebody else, taken back when the mistake was found.
  const withdrawn = random.chance(WITHDRAWN) ? random.between(noted, history.asOf) : undefined;
  state(history, day, { organ, state: 'absent', source }, noted, withdrawn);
}

/** What people have told the office, or their clinic has, since their number changed and letters stopped or began. */
function statementsAfterChange(history: History): void {
  const { person, random } = history;
  const changedOn = person.former?.changedOn ?? person.birth;
  const tell = (chance: number, organ: Organ, organState: OrganBody['state']): void => {
    const happens = random.chance(chance);
    const day = drawDay(history, Math.max(changedOn - 2 * YEAR, reaches(person.birth, 16)));
    if (!happens || day === undefined) return;
    const source = random.chance(0.6) ? 'clinic' : 'self';
    state(history, day, { organ, state: organState, source }, day + random.between(0, 60), undefined);
  };
  if (person.body === 'cervix') {
    tell(MASTECTOMY, 'breast', 'absent');
    tell(HYSTERECTOMY, 'cervix', 'absent');
  } else {
    tell(BREAST_DEVELOPMENT, 'breast', 'present');
  }
}

/** Nobody may presume anything here: the office has asked some, and some have answered. */
function enquiry(history: History): void {
  const { person, random, asOf } = history;
  if (person.age < 23 || history.endsOn <= asOf || !random.chance(0.7)) return;
  const asked = asOf - random.between(20, 700);
  if (asked < person.arrived) return;
  history.add(asked, { type: 'enquiry', date: toPlainDate(asked) }, { source: 'office' });
  const answered = asked + random.between(4, 80);
  if (answered > asOf || !random.chance(ANSWERED_ENQUIRY)) return;
  for (const organ of ['cervix', 'breast', 'prostate'] as const) {
    const has = (organ === 'prostate') === (person.body === 'prostate');
    state(
      history,
      answered,
      { organ, state: has ? 'present' : 'absent', source: 'self' },
      answered,
      undefined,
    );
  }
}

function confirm(history: History): void {
  const { person, random, asOf } = history;
  const organ = person.body === 'cervix' ? 'cervix' : 'prostate';
  const day = drawDay(history, Math.max(person.arrived, asOf - 3 * YEAR));
  if (day === undefined || history.losses.has(organ)) return;
  const source = random.chance(0.5) ? 'screening-event' : 'self';
  state(history, day, { organ, state: 'present', source }, day, undefined);
}

function state(
  history: History,
  effective: Day,
  body: Pick<OrganBody, 'organ' | 'state' | 'source'>,
  recorded: Day,
  withdrawn: Day | undefined,
): void {
  const until = withdrawn ?? Infinity;
  // A later statement that the organ is gone never brings it back earlier than the first did.
  if (body.state === 'absent' && !history.losses.has(body.organ)) {
    history.losses.set(body.organ, { from: effective, until });
  }
  history.add(
    effective,
    {
      ...body,
      effective: toPlainDate(effective),
      ...(withdrawn === undefined ? {} : { withdrawn: toPlainDate(withdrawn) }),
    },
    { source: body.source === 'clinic' ? 'clinic' : 'office', recorded },
  );
}

/** A day in the last fifteen years, while living here; undefined when there is none. */
function drawDay({ person, random, asOf, endsOn }: History, earliest: Day): Day | undefined {
  const from = Math.max(earliest, asOf - YEARS_KEPT * YEAR, person.arrived);
  const to = Math.min(asOf, endsOn - 1);
  return from > to ? undefined : random.between(from, to);
}
