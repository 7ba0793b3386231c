import { toPlainDate } from '@kallelse/kernel';
import { CHANNELS, FORMATS, LANGUAGES } from '../preferences';
import { reaches } from './calling';
import type { History } from './history';

const PREFERENCE = { language: 0.012, format: 0.005, channel: 0.01 } as const;
const SMOKERS = 0.12;
const SMOKERS_FROM = 50;
const SMOKERS_TO = 74;

/** What people have said about letters to them, and on questionnaires. */
export function statementHistory(history: History): void {
  const { person, random, asOf, endsOn } = history;
  if (person.age < 18 || endsOn <= asOf) return;
  const prefer = (preference: keyof typeof PREFERENCE, value: string): void => {
    if (random.chance(PREFERENCE[preference])) history.add(asOf, { preference, value }, { source: 'office' });
  };
  prefer('language', LANGUAGES.pick(random));
  prefer('format', FORMATS.pick(random));
  prefer('channel', CHANNELS.pick(random));
  if (person.age < SMOKERS_FROM || person.age > SMOKERS_TO || !random.chance(SMOKERS)) return;
  const answered = random.between(Math.max(person.arrived, reaches(person.birth, 48), asOf - 600), asOf);
  history.add(
    answered,
    { attribute: 'packYears', value: random.between(1, 60), from: toPlainDate(answered) },
    { source: 'questionnaire' },
  );
}
