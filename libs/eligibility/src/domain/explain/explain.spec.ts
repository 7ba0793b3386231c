import fc from 'fast-check';
import { plainDate, toDay } from '@kallelse/kernel';
import { parsed, valid, type Question } from '../../../spec/decided';
import { QUESTIONS } from '../../../spec/oracle-arbitrary';
import { decide } from '../decide/decide';
import { parseResident } from '../residents/parse-resident';
import { explain, type Explanation } from './explain';

/** Words that would say how we know, or that a value is missing from a sentence. */
const UNSAID = /presum|förmod|undefined|null|NaN|Infinity|\[object|basis of the statement|grund för uppgift/i;
/** All that the engine has of who somebody is; a number of the tax agency's test series, lest it be a personal number. */
const ID = '199001019802';
/** Codes that have words: facts, organs' states, reasons of the schedule, statuses. */
const CODES =
  /\b(residency\.|organ\.|lastTest|lastInvitation|deferredUntil|underCare|optOut|ageThisYear|birthDate|controlList|not-due|not-phased-in|enquiry-|hpv-high|deregistered|emigrated|registered)\b/;

function explained({
  definition,
  resident,
  asOf = '2026-06-15',
  knownAt,
  parameters,
}: Question): Explanation[] {
  const date = plainDate(asOf);
  const rules = parsed({ definition, ...(parameters === undefined ? {} : { parameters }) });
  const facts = valid(parseResident({ ...resident, id: ID }, toDay(date)));
  const known = knownAt === undefined ? undefined : plainDate(knownAt);
  const decision = decide(facts, rules, date, known === undefined ? {} : { knownAt: known });
  return (['sv', 'en'] as const).map((language) => explain(decision, facts, rules, date, language, known));
}

describe('any decision is explained in whole sentences without codes, basis, numbers or gaps', () => {
  it.each(Object.entries(QUESTIONS))('%s', (_, questions) => {
    fc.assert(
      fc.property(questions, (question) => {
        const [sv, en] = explained(question);
        for (const sentence of [...(sv?.reasons ?? []), ...(en?.reasons ?? [])]) {
          expect(sentence).toMatch(/^[A-ZÅÄÖ].*\.$/);
          expect(sentence).not.toMatch(UNSAID);
          expect(sentence).not.toContain(ID);
          expect(sentence).not.toMatch(/ {2}| [,.;]/);
        }
        for (const sentence of sv?.reasons ?? []) expect(sentence).not.toMatch(CODES);
        expect(sv?.reasons).toHaveLength(en?.reasons.length ?? 0);
        expect(sv?.reasons.length).toBeGreaterThan(0);
      }),
      { seed: 20260615, numRuns: 60 },
    );
  });
});
