import { userInfo } from 'node:os';
import { isUserName, type Actor } from '@kallelse/access';
import { ProblemError } from '@kallelse/kernel';
import { type Config } from '@kallelse/platform';
import { usageProblem } from './arguments';

/** Who acts when nobody is named, on the embedded default. */
const STANDARD_USER = 'office';

/**
 * Who a command acts as. On the embedded default, where one person tries everything, `--as USER` says so; with a given
 * database it is the user of the operating system, and `--as` is refused.
 */
export function actorOf(as: string | undefined, config: Pick<Config, 'databaseUrl'>): Actor {
  if (config.databaseUrl === undefined) {
    if (as !== undefined && !isUserName(as))
      throw usageProblem('--as takes a user name of letters, digits, dot and hyphen');
    return { user: as ?? STANDARD_USER };
  }
  if (as === undefined) return { user: `os:${userInfo().username}` };
  throw new ProblemError('AS_REFUSED', '--as works on the embedded database only', {
    fix: 'run the command as the operating-system user who is to act',
    exitCode: 2,
  });
}
