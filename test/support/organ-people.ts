import { toDay, toPlainDate, plainDate } from '@kallelse/kernel';
import { row, testNumber, type RowInput } from '../../libs/population/spec/register-file';

export const ORGANS = ['cervix', 'breast', 'prostate', 'colorectum'] as const;
export type Organ = (typeof ORGANS)[number];
type State = 'present' | 'absent' | 'unknown';
/** When in the story somebody gets a number of the other parity. */
export type NumberChange = 'never' | 'before the letters' | 'after the letters';

/** One of a population in which only the organs, the history and the numbers differ. */
export interface OrganPerson {
  /** Tells people apart in what a test prints: no number. */
  readonly label: string;
  readonly birth: string;
  /** The first number, and the one a change of legal sex brings: of the same day, with the other parity. */
  readonly numbers: readonly [first: string, second: string];
  readonly organs: Readonly<Record<Organ, State>>;
  /** Said by the register at first entry; the organs follow from it where nobody has stated any. */
  readonly registered: 'female' | 'male' | undefined;
  /** Took part so lately that nothing but OPT is due. */
  readonly isRecent: boolean;
  readonly change: NumberChange;
  readonly isProtected: boolean;
}

const STATES: readonly State[] = ['present', 'absent', 'unknown'];
const CHANGES: readonly NumberChange[] = ['never', 'before the letters', 'after the letters'];
const FIRST_BIRTH = toDay(plainDate('1966-01-01'));
const PRESUMED = {
  female: { cervix: 'present', breast: 'present', prostate: 'absent' },
  male: { cervix: 'absent', breast: 'absent', prostate: 'present' },
} as const;

/**
 * Everybody with each combination of cervix, breast and prostate (present, absent, unknown), the colorectum in turn, and
 * some whose organs are presumed; of each, one keeps the number and two get another. All turn 60 in 2026.
 * @param digit parity of the first numbers: the same people with the other digit are nobody else
 */
export function organPeople(digit: 0 | 1): OrganPerson[] {
  const stated = STATES.flatMap((cervix) =>
    STATES.flatMap((breast) =>
      STATES.map((prostate) => ({ organs: { cervix, breast, prostate }, registered: undefined })),
    ),
  );
  const presumed = (['female', 'male'] as const).map((registered) => ({
    organs: PRESUMED[registered],
    registered,
  }));
  return [...stated, ...presumed]
    .flatMap((one, i) =>
      CHANGES.map((change, n) => {
        const colorectum = one.registered ? ('unknown' as const) : (STATES[(i + n) % 3] ?? 'unknown');
        return { ...one, change, organs: { ...one.organs, colorectum } };
      }),
    )
    .map((one, i) => person(one, i, digit));
}

function person(
  one: Pick<OrganPerson, 'organs' | 'registered' | 'change'>,
  i: number,
  digit: 0 | 1,
): OrganPerson {
  const birth = toPlainDate(FIRST_BIRTH + Math.floor(i / 10));
  const pair = [0, 1].map((n) => testNumber(birth.replaceAll('-', ''), 2 * (i % 10) + n));
  const [even = '', odd = ''] = pair;
  const organs = ORGANS.map((organ) => `${organ} ${one.organs[organ]}`).join(', ');
  return {
    ...one,
    label: `${i}: ${organs}; new number ${one.change}`,
    birth,
    numbers: digit === 0 ? [even, odd] : [odd, even],
    isRecent: i % 4 === 3,
    isProtected: i % 10 === 6,
  };
}

/** What the register says of somebody; `replaced`: after the change of number. */
export function registerRow(one: OrganPerson, replaced: boolean): RowInput {
  const [first, second] = one.numbers;
  const number = replaced ? { identity: second, replaces: first } : { identity: first };
  // A register that knows the change says the other sex from then on.
  const said = replaced && one.registered === 'female' ? 'male' : one.registered;
  return row({
    ...number,
    birth_date: one.birth,
    ...(said === undefined ? {} : { first_registered_sex: said }),
    ...(one.isProtected ? { protection: 'protected' } : {}),
  });
}

/** Statements and tests of somebody, as lines of an events file. All have a PSA test; without it OPT would not phase them in. */
export function eventLines(one: OrganPerson): object[] {
  const identity = one.numbers[0];
  const statements = ORGANS.filter(
    (organ) => one.registered === undefined && one.organs[organ] !== 'unknown',
  ).map((organ) => ({ organ, state: one.organs[organ], source: 'self', effective: '2015-01-01' }));
  const test = (programme: string, method: string, date: string, more: object = {}): object => ({
    programme,
    type: 'test',
    date,
    method,
    result: 'negative',
    ...more,
  });
  const recent = [
    test('cervical', 'hpv', '2024-03-01'),
    test('breast', 'mammography', '2026-03-01'),
    test('colorectal', 'fit', '2026-02-01'),
  ];
  const tests = [test('opt', 'psa', '2019-03-01', { value: 0.5 }), ...(one.isRecent ? recent : [])];
  return [...statements, ...tests].map((line) => ({ identity, ...line }));
}
