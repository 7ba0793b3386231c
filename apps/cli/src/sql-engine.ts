import { type Decision, type Definition, type Resident } from '@kallelse/eligibility';
import { type PlainDate } from '@kallelse/kernel';
import { SqlDecider } from '@kallelse/population';
import { type Terminal } from './command';
import { withPlatform } from './open';

/** Opens the compiled engine on the database: residents given are decided over temporary tables, in one transaction. */
export function withSqlEngine<T>(
  terminal: Terminal,
  definition: Definition,
  asOf: PlainDate,
  knownAt: PlainDate | undefined,
  work: (decide: (residents: readonly Resident[]) => Promise<Decision[]>) => Promise<T>,
): Promise<T> {
  return withPlatform(terminal, ({ databases }) =>
    SqlDecider.within(databases, definition, asOf, knownAt, (decider) =>
      work((residents) => decider.decide(residents)),
    ),
  );
}
