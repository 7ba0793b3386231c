import { SettleRounds } from '@kallelse/episodes';
import {
  type MassChange,
  type RegisterReview,
  RegisterReviews,
  type ReviewChoice,
} from '@kallelse/population';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { idArgument, numberOption, requiredOption } from '../options';
import { type Column, count, print, table } from '../output';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' } } as const;
const MOST_SHOWN = 1000;

/** `kallelse residents reviews`: changes of the register that wait for a clerk. */
export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, each: { type: 'boolean' }, limit: { type: 'string' } },
      { least: 0, most: 2 },
    );
    if (positionals.length > 0 && positionals.join(' ') !== 'list')
      throw usageProblem('residents reviews takes list, approve or reject');
    const limit = numberOption(values.limit, 'limit') ?? MOST_SHOWN;
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const open = await office.get(RegisterReviews).list({ actor, each: values.each === true, limit });
      await print(terminal, values.json, open, () => {
        if (open.reviews.length + open.mass.length === 0) return 'nothing waits for a decision\n';
        return [reviewsText(open.reviews), massText(open.mass)].filter((text) => text !== '').join('\n');
      });
      return 0;
    });
  },
};

export const approve: CommandModule = decision('approved');

export const reject: CommandModule = decision('rejected');

/** What is approved may end rounds (a death, a move), so they are settled at once, as after an import. */
function decision(decided: 'approved' | 'rejected'): CommandModule {
  return {
    run: async (args, terminal) => {
      const { values, positionals } = parseArguments(
        args,
        { ...COMMON, reason: { type: 'string' }, import: { type: 'string' } },
        { least: 0, most: 1 },
      );
      const choice = choiceOf(positionals[0], values.import);
      const reason = requiredOption(values.reason, 'reason');
      return withOffice<ExitStatus>(terminal, async (office) => {
        const actor = actorOf(values.as, office.config);
        const outcome = await office
          .get(RegisterReviews)
          .decide({ choice, decision: decided, actor, reason });
        if (outcome.applied > 0) await office.get(SettleRounds).run();
        await print(terminal, values.json, outcome, () => {
          const what =
            'review' in choice ? `review ${choice.review} is` : `${count(outcome.decided)} changes are`;
          return `${what} ${decided}; ${effect(decided, outcome.applied, outcome.decided)}\n`;
        });
        return 0;
      });
    },
  };
}

function choiceOf(review: string | undefined, massOfImport: string | undefined): ReviewChoice {
  if ((review === undefined) === (massOfImport === undefined))
    throw usageProblem('give a review, or --import with the import whose mass changes are decided together');
  return review === undefined
    ? { massOfImport: idArgument(massOfImport, '--import') }
    : { review: idArgument(review, 'the review') };
}

function effect(decided: 'approved' | 'rejected', applied: number, all: number): string {
  if (decided === 'rejected')
    return 'everything stays as it is, and nobody is asked again until the register records it anew';
  if (applied === all) return 'decisions and sending go by it from now on';
  return applied === 0
    ? 'it held already, nothing is changed'
    : `${count(applied)} of them changed something, the others held already`;
}

function reviewsText(reviews: readonly RegisterReview[]): string {
  if (reviews.length === 0) return '';
  const [first] = reviews;
  return `${table(reviews, REVIEW_COLUMNS)}next: kallelse residents reviews approve|reject ${first?.review ?? ''} --reason TEXT\n`;
}

function massText(mass: readonly MassChange[]): string {
  if (mass.length === 0) return '';
  const [first] = mass;
  return [
    'status changes held back because one file changes very many; each with --each',
    table(mass, MASS_COLUMNS).trimEnd(),
    `next: kallelse residents reviews approve|reject --import ${first?.import ?? ''} --reason TEXT`,
    '',
  ].join('\n');
}

const CHANGE: readonly Column<Pick<RegisterReview, 'from' | 'to' | 'raisedAt'>>[] = [
  { head: 'now', cell: ({ from }) => from },
  { head: 'would be', cell: ({ to }) => to },
];
const WAITS: Column<Pick<RegisterReview, 'raisedAt'>> = {
  head: 'waits since',
  cell: ({ raisedAt }) => raisedAt.toISOString().slice(0, 10),
};

const REVIEW_COLUMNS: readonly Column<RegisterReview>[] = [
  { head: 'review', cell: ({ review }) => review, right: true },
  { head: 'resident', cell: ({ resident }) => resident, right: true },
  { head: 'what', cell: ({ kind }) => kind },
  ...CHANGE,
  { head: 'from', cell: ({ holdsFrom }) => holdsFrom },
  { head: 'file', cell: (review) => `import ${review.import} row ${review.row}` },
  WAITS,
];

const MASS_COLUMNS: readonly Column<MassChange>[] = [
  { head: 'import', cell: (mass) => mass.import, right: true },
  ...CHANGE,
  { head: 'residents', cell: ({ changes }) => count(changes), right: true },
  WAITS,
];
