import { parseResident } from '@kallelse/eligibility';
import { plainDate, toDay } from '@kallelse/kernel';
import { driverClient } from '@kallelse/platform';
import { testDatabase } from '../../../../test/support/database';
import { definitionWith, lineOf, parsed, residentWith } from '../../../eligibility/spec/decided';
import { HAND_WORKED_CASES, type HandWorkedCase } from '../../../eligibility/spec/hand-worked';
import { SqlDecider } from './decide-by-sql';

const db = testDatabase();

async function decidedBySql(question: HandWorkedCase): Promise<string | undefined> {
  const { definition, resident, asOf = '2026-06-15', knownAt, parameters } = question;
  const rules = parsed({ definition: definitionWith(definition), ...(parameters && { parameters }) });
  const date = plainDate(asOf);
  const facts = parseResident(residentWith(resident), toDay(date));
  if (!facts.ok) throw new Error(JSON.stringify(facts.issues));
  const known = knownAt === undefined ? undefined : plainDate(knownAt);
  const [decision] = await db.databases.transaction('kallelse_selection', async (tx) => {
    const decider = await SqlDecider.open(await driverClient(tx), rules, date, known);
    return decider.decide([facts.value]);
  });
  return decision && lineOf({ ...decision, reasons: [...decision.reasons] });
}

describe.each(Object.entries(HAND_WORKED_CASES))('by the compiled statement, %s', (_, cases) => {
  it.each(cases)('$name', async (question) => {
    expect(await decidedBySql(question)).toBe(question.expected);
  });
});
