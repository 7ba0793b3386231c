import fc from 'fast-check';
import { engineDecides, oracleDecides } from '../../../spec/decided';
import { QUESTIONS } from '../../../spec/oracle-arbitrary';

/** The engine against the reference evaluator, a literal reading of interfaces.md that shares no code with it. */
const RUNS: Readonly<Record<string, number>> = { 'any definition': 800, 'the schedule alone': 1000 };
const OTHERS = 300;

describe('decide and the reference evaluator agree on', () => {
  it.each(Object.entries(QUESTIONS))('%s', (name, questions) => {
    fc.assert(
      fc.property(questions, (question) => {
        expect(engineDecides(question)).toEqual(oracleDecides(question));
      }),
      { seed: 20260615, numRuns: RUNS[name] ?? OTHERS },
    );
  });
});

describe('the random questions', () => {
  it('reach every status, every kind of reason and every path of the schedule', () => {
    const met = new Set<string>();
    for (const questions of Object.values(QUESTIONS)) {
      for (const question of fc.sample(questions, { seed: 7, numRuns: 150 })) {
        const { status, reasons, dueOn } = oracleDecides(question);
        met.add(status);
        if (dueOn !== undefined) met.add(`${status} with a date`);
        for (const { kind, code, path } of reasons) {
          met.add(kind);
          if (kind === 'schedule') met.add(`${code} ${path.replace(/\d+/, 'i')}`);
          if (path === 'enquiry') met.add(code);
        }
      }
    }
    expect([...met]).toEqual(
      expect.arrayContaining([
        ...['invite', 'hold', 'enquire', 'not-eligible', 'invite with a date', 'hold with a date'],
        ...['criterion', 'unknown', 'exclusion', 'hold', 'schedule', 'manual'],
        ...['not-due schedule.next[i]', 'not-due schedule.nonAttender', 'not-due schedule.anchor'],
        ...['never schedule.next[i]', 'never schedule.next', 'never schedule.anchor'],
        ...['not-phased-in schedule.phaseIn', 'enquiry-not-due', 'enquiry-unanswered'],
      ]),
    );
  });
});
