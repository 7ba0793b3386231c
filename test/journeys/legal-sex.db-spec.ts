import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { flowText, PdfReader } from '../../libs/letters/spec/read-pdf';
import { testDatabase } from '../support/database';
import { type OrganPerson } from '../support/organ-people';
import { hasAccount, OrganStory, PROGRAMMES, type SentBatch, type StoryBatch } from '../support/organ-story';
import { listenToStatements, type Statement } from '../support/statements';
import { foreignDifferences } from '../support/foreign-rows';

jest.setTimeout(180_000);

const ALL: readonly StoryBatch[] = [...PROGRAMMES, 'enquiry'];
const FIRST_ROUND = '2026-09-01T07:00:00Z';
const SECOND_ROUND = '2028-10-02T07:00:00Z';
/** The code of an enquiry as it is printed: three groups of six. */
const CODE = /\b[0-9A-HJKMNP-TV-Z]{6}(\s[0-9A-HJKMNP-TV-Z]{6}){2}\b/g;
/** Roles that may see a number at all. */
const KNOWS_NUMBERS = ['kallelse_import', 'kallelse_delivery'];

/** Two rounds of all programmes with changes of number on the way, and what came of them. */
interface Told {
  readonly first: ReadonlyMap<StoryBatch, SentBatch>;
  /** How many a second batch of each would select while the round is open and two thirds have new numbers. */
  readonly again: Readonly<Record<string, number>>;
  readonly second: ReadonlyMap<StoryBatch, SentBatch>;
  /** What the rules are decided on, before and after a change of number and nothing else. */
  readonly facts: readonly (readonly string[])[];
}

async function tell(story: OrganStory): Promise<Told> {
  const [first, second] = [new Map<StoryBatch, SentBatch>(), new Map<StoryBatch, SentBatch>()];
  const again: Record<string, number> = {};
  const facts: string[][] = [];
  await story.opened(FIRST_ROUND, async () => {
    await story.begin();
    const batches = new Map<StoryBatch, number>();
    for (const what of ALL) batches.set(what, await story.generated(what));
    await story.changeNumbers('before the letters');
    for (const [what, batch] of batches) first.set(what, await story.sent(batch));
    facts.push(await story.facts());
    await story.changeNumbers('after the letters');
    facts.push(await story.facts());
    for (const what of ALL) again[what] = (await story.previewed(what)).selected;
    await story.roundsEnd();
    story.clock.moveTo(SECOND_ROUND);
    for (const what of PROGRAMMES) second.set(what, await story.sent(await story.generated(what)));
  });
  return { first, again, second, facts };
}

/** Whom the organs call, said without the product: in the second round those as well who took part before the first. */
function calls(what: StoryBatch, { organs, isRecent }: OrganPerson, isSecond: boolean): boolean {
  if (what === 'cervical') return organs.cervix === 'present' && !isRecent;
  if (what === 'breast') return organs.breast === 'present' && (isSecond || !isRecent);
  if (what === 'colorectal') return organs.colorectum !== 'absent' && (isSecond || !isRecent);
  if (what === 'opt') return organs.prostate === 'present';
  // Asked where a round waits for the answer.
  return organs.prostate === 'unknown' || (!isRecent && [organs.cervix, organs.breast].includes('unknown'));
}

describe('people whose number changes with their legal sex', () => {
  const stories = [new OrganStory(testDatabase(), 0), new OrganStory(testDatabase(), 1)] as const;
  const [story, twin] = stories;
  const { people } = story;
  const reader = new PdfReader();
  let statements: readonly Statement[];
  let told: Told;
  let twinTold: Told;

  beforeAll(async () => {
    const listener = listenToStatements();
    [told, twinTold] = await Promise.all([tell(story), tell(twin)]);
    statements = listener.end();
  }, 180_000);
  afterAll(async () => {
    await reader.close();
    stories.forEach((one) => one.remove());
  });

  const labels = (places: readonly number[]): string[] =>
    places.map((place) => people[place]?.label ?? `nobody at ${place}`);
  const called = (what: StoryBatch, isSecond: boolean): OrganPerson[] =>
    people.filter((one) => calls(what, one, isSecond));

  /** Whose number it is, and whether it is the one that counts then; never the number itself. */
  function owner(number: string, isSecond: boolean): string {
    const one = people.find(({ numbers }) => numbers.includes(number));
    if (!one) return 'a number of nobody';
    const hasNew = one.change === 'before the letters' || (isSecond && one.change === 'after the letters');
    return number === one.numbers[hasNew ? 1 : 0] ? one.label : `${one.label}: by the wrong number`;
  }

  /** Whose numbers stand in a text. */
  const ownersIn = (text: string, isSecond: boolean): string[] =>
    [...text.replaceAll('-', '').matchAll(/\b\d{12}\b/g)].map(([number]) => owner(number, isSecond));

  /** The words of a kind of file in print runs, one after the other. */
  async function wordsOf(runs: readonly string[], name: string): Promise<string> {
    let words = '';
    for (const run of runs) words += ` ${flowText(await reader.read(readFileSync(join(run, name))))}`;
    return words;
  }

  describe.each([
    ['before', false],
    ['after', true],
  ])('%s', (_, isSecond) => {
    const sentOf = (what: StoryBatch): SentBatch => {
      const sent = (isSecond ? told.second : told.first).get(what);
      if (!sent) throw new Error('there is no such batch');
      return sent;
    };
    const batches = isSecond ? PROGRAMMES : ALL;

    it.each(batches)('%s calls those whose organs it screens, each once', (what) => {
      const expected = called(what, isSecond).map(({ label }) => label);
      expect(expected.length).toBeGreaterThan(10);
      expect(labels(sentOf(what).selected)).toEqual(expected);
    });

    it.each(batches)('%s sends a message to the number that counts, and no other', (what) => {
      const recipients = sentOf(what).messages.map(({ recipient }) => owner(recipient, isSecond));
      const expected = called(what, isSecond).filter(
        ({ isProtected, numbers: [number] }) => !isProtected && hasAccount(number),
      );
      expect(recipients.sort()).toEqual(expected.map(({ label }) => label).sort());
      const words = sentOf(what).messages.flatMap(({ subject, body }) => [subject, body]);
      expect(ownersIn(words.join('\n'), isSecond)).toEqual([]);
    });

    it('letters carry no number, and inner envelopes of protected people the one that counts', async () => {
      const runs = batches.flatMap((what) => sentOf(what).runs);
      expect(ownersIn(await wordsOf(runs, 'letters.pdf'), isSecond)).toEqual([]);
      const envelopes = runs.filter((run) => basename(run).includes('mediated'));
      const expected = batches.flatMap((what) => called(what, isSecond)).filter((one) => one.isProtected);
      const owners = ownersIn(await wordsOf(envelopes, 'inner-envelopes.pdf'), isSecond);
      expect(owners.length).toBeGreaterThan(5);
      expect(owners.sort()).toEqual(expected.map(({ label }) => label).sort());
    });
  });

  it('are not called or asked again under the new number', () => {
    expect(told.again).toEqual(Object.fromEntries(ALL.map((what) => [what, 0])));
  });

  it('keep their history: not one fact that the rules see changes', () => {
    const [before, after] = told.facts;
    expect(before?.length).toBeGreaterThan(people.length);
    expect(after).toEqual(before);
  });

  it('with the digits of everybody the other way round, the same people get the same letters', async () => {
    for (const round of ['first', 'second'] as const)
      for (const [what, sent] of told[round]) {
        const other = twinTold[round].get(what);
        expect([what, other?.selected]).toEqual([what, sent.selected]);
        expect([what, other?.messages.length]).toEqual([what, sent.messages.length]);
        // The code in an enquiry is drawn anew for each letter: its words are compared, of others the whole file.
        if (what !== 'enquiry') expect([what, other?.letters]).toEqual([what, sent.letters]);
        else expect(await enquiryWords(other)).toBe(await enquiryWords(sent));
      }
    expect(twinTold.again).toEqual(told.again);
  });

  async function enquiryWords(sent: SentBatch | undefined): Promise<string> {
    const runs = (sent?.runs ?? []).filter((run) => !basename(run).includes('mediated'));
    const words = await wordsOf(runs, 'letters.pdf');
    const codes = words.match(CODE) ?? [];
    expect(codes).toHaveLength(2 * new Set(codes).size); // in the text, and on the form
    expect(codes.length).toBeGreaterThan(5);
    return words.replace(CODE, 'CODE');
  }

  it('with the digits of everybody the other way round, every table outside identity holds the same', async () => {
    expect(await foreignDifferences(stories)).toEqual([]);
  });

  it('stand in no statement of a role that may not know numbers, and in no log line', () => {
    const known = stories.flatMap((one) => one.people.flatMap(({ numbers }) => numbers));
    const told = statements.filter(({ role }) => role.startsWith('kallelse_'));
    expect(new Set(told.map(({ role }) => role)).size).toBeGreaterThan(4);
    const all = told
      .filter(({ role }) => !KNOWS_NUMBERS.includes(role))
      .map(({ text, values }) => text + values);
    const log = stories.map(({ terminal }) => terminal.notes);
    const said = [...all, ...log].join('\n');
    const found = new Set([...said.matchAll(/\d{10,12}/g)].map(([digits]) => digits));
    expect(known.filter((number) => found.has(number) || found.has(number.slice(2)))).toHaveLength(0);
  });

  it('no statement after the import names a sex', () => {
    const asked = statements.filter(({ role }) => role.startsWith('kallelse_') && role !== 'kallelse_import');
    const naming = asked.filter(({ text, values }) =>
      /\b(fe)?male\b|\b(sex|gender)\b|_sex\b/i.test(text + values),
    );
    expect(asked.length).toBeGreaterThan(1000);
    expect(naming).toEqual([]);
  });
});
