import { openPlatform, type Platform, TextLog } from '@kallelse/platform';
import { parts } from '../../worker/src/parts';
import { type Terminal } from './command';
import { commandConfig } from './demo/surroundings';

/** Opens the platform for a command, its database ready for use; closed again whatever happens. */
export async function withPlatform<T>(
  terminal: Terminal,
  work: (platform: Platform) => Promise<T>,
): Promise<T> {
  const platform = unpreparedPlatform(terminal);
  try {
    await platform.prepare(noteProgress(terminal));
    return await work(platform);
  } finally {
    await platform.close();
  }
}

/** The platform of a command that looks after the database itself, and must close it. */
export function unpreparedPlatform(terminal: Terminal): Platform {
  const config = commandConfig();
  return openPlatform(config, {
    ...parts,
    log: new TextLog(config.logLevel, { write: (text: string) => terminal.note(text) }),
    name: 'cli',
    embedded: { onProgress: noteProgress(terminal) },
  });
}

/** Tells a person what takes a while. */
export function noteProgress(terminal: Terminal): (line: string) => void {
  return (line) => terminal.note(`${line}\n`);
}
