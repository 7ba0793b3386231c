import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decider,
  lint,
  parseDefinitionText,
  parseResident,
  type Decision,
  type Definition,
  type Resident,
} from '@kallelse/eligibility';
import { plainDate, toDay } from '@kallelse/kernel';
import { driverClient } from '@kallelse/platform';
import { SqlDecider } from '@kallelse/population';
import { testDatabase } from '@test/support/database';
import { lineOf } from '../../eligibility/spec/decided';
import {
  HEREDITARY_CASES,
  LUNG_CASES,
  PILOT_AS_OF,
  PILOT_RESIDENT,
  type PilotCase,
} from '../spec/pilot-cases';
import { definitionsFolder } from './infra/shipped-definitions';

const db = testDatabase();
const asOf = plainDate(PILOT_AS_OF);

const PILOTS: readonly [string, readonly PilotCase[]][] = [
  ['lung', LUNG_CASES],
  ['hereditary-breast', HEREDITARY_CASES],
];

const textOf = (name: string): string =>
  readFileSync(join(definitionsFolder(), 'pilots', `${name}.yaml`), 'utf8');

function definitionOf(name: string, parameters?: PilotCase['parameters']): Definition {
  const parsed = parseDefinitionText(textOf(name), parameters && JSON.stringify({ parameters }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

function residentOf({ facts }: PilotCase): Resident {
  const parsed = parseResident({ ...PILOT_RESIDENT, ...facts }, toDay(asOf));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

const bySql = (definition: Definition, resident: Resident): Promise<Decision[]> =>
  db.databases.transaction('kallelse_selection', async (tx) =>
    (await SqlDecider.open(await driverClient(tx), definition, asOf)).decide([resident]),
  );

describe.each(PILOTS)('the pilot %s', (pilot, cases) => {
  it.each(cases)('decides by hand, in memory and in SQL alike: $name', async (one) => {
    const definition = definitionOf(pilot, one.parameters);
    const resident = residentOf(one);
    const line = (decision: Decision | undefined): string | undefined =>
      decision && lineOf({ ...decision, reasons: [...decision.reasons] });
    expect(line(decider(definition, asOf)(resident))).toBe(one.expected);
    expect(line((await bySql(definition, resident))[0])).toBe(one.expected);
  });

  it('names no legal sex, warns of nothing, and says which values are its own', () => {
    expect(textOf(pilot)).not.toMatch(/\bsex\b|gender|female|\bmale\b|kvinn|\bman\b/i);
    expect(lint(definitionOf(pilot), toDay(asOf))).toEqual([]);
    expect(textOf(pilot)).toContain('# Own choice.');
  });
});
