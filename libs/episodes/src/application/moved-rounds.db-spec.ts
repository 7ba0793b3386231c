import { parseDefinition } from '@kallelse/eligibility';
import { plainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../spec/invited-people';
import { PROGRAMME } from '../../spec/screening-office';

const office = new InvitedPeople(testDatabase());
/** The region calls non-attenders after three months; the others after a year. A round is valid for six. */
const SOONER = {
  ...PROGRAMME,
  version: '2026.1-03',
  region: '03',
  holds: [
    ...PROGRAMME.holds,
    { code: 'open-round', when: { fact: 'episode.open', is: true }, labels: { sv: 'Pågår', en: 'Open' } },
  ],
  schedule: { ...PROGRAMME.schedule, nonAttender: { after: 'P3M' } },
};
const ELSEWHERE = { region: '03', municipality: '0380', district: '0380R001' };

async function approve(
  document: Omit<typeof SOONER, 'region'> & { readonly region: string | undefined },
): Promise<void> {
  const parsed = parseDefinition(document);
  if (!parsed.ok) throw new Error('the definition is wrong');
  const { programme, version, validFrom, hash } = parsed.value;
  await office.query(
    `INSERT INTO screening.definitions (programme, version, region, valid_from, document, hash, state, author, submitted_by, submitted_at, approved_by, approved_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'approved', 'anna', 'anna', $7, 'bo', $7)`,
    [
      programme,
      version,
      document.region ?? null,
      validFrom,
      JSON.stringify(document),
      hash,
      office.clock.now(),
    ],
    'kallelse_app',
  );
}

beforeAll(async () => {
  await office.begin();
  await approve(SOONER);
});

async function movedTo(where: object): Promise<string> {
  office.day = plainDate('2026-03-02');
  const person = await office.invited();
  office.later(30);
  await office.register({ identity: person, since: office.day, ...where });
  await office.settle();
  return person;
}

describe('the round of somebody who moved to another region', () => {
  it('goes on until the rules there would call them, and makes room then', async () => {
    const person = await movedTo(ELSEWHERE);
    expect(await office.round(person)).toBe('open');
    office.day = plainDate('2026-06-01');
    await office.settle();
    expect(await office.round(person)).toBe('open');
    office.day = plainDate('2026-06-02');
    await office.settle();
    expect(await office.round(person)).toBe('closed moved');
  });

  it('goes on to its end when the rules there are the same', async () => {
    const person = await movedTo({ region: '12', municipality: '1280', district: '1280R001' });
    office.day = plainDate('2026-09-01');
    await office.settle();
    expect(await office.round(person)).toBe('open');
    office.day = plainDate('2026-09-03');
    await office.settle();
    expect(await office.round(person)).toBe('closed expired');
  });

  it('goes on to its end when newer rules, the same for both regions, would call everybody sooner', async () => {
    const person = await movedTo({ region: '12', municipality: '1280', district: '1280R001' });
    await approve({ ...SOONER, region: undefined, version: '2026.2', validFrom: '2026-04-15' });
    office.day = plainDate('2026-07-01');
    await office.settle();
    expect(await office.round(person)).toBe('open');
  });

  it('goes on to its end when the rules there call them later, or not at all', async () => {
    const person = await movedTo(ELSEWHERE);
    await office.tell(person, {
      programme: 'trial',
      type: 'deferral',
      from: '2026-05-01',
      until: '2027-01-01',
    });
    office.day = plainDate('2026-08-01');
    await office.settle();
    expect(await office.round(person)).toBe('open');
  });

  it('ends by participation all the same', async () => {
    const person = await movedTo(ELSEWHERE);
    await office.test(person, '2026-05-02');
    office.day = plainDate('2026-06-02');
    await office.settle();
    expect(await office.round(person)).toBe('closed participated 2026-05-02');
  });
});
