import { parseArguments } from '../arguments';
import { type ExitStatus, type Terminal } from '../command';
import { noteProgress, unpreparedPlatform } from '../open';

/** `kallelse migrate`: the one command that changes roles and schemas. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  parseArguments(args, {});
  const platform = unpreparedPlatform(terminal);
  try {
    const done = await platform.migrate(noteProgress(terminal));
    await terminal.out(
      done.length === 0 ? 'the database is up to date\n' : `${String(done.length)} migrations done\n`,
    );
    return 0;
  } finally {
    await platform.close();
  }
}
