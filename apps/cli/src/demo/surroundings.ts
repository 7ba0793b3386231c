import { type Config, loadConfig, processEnvironment } from '@kallelse/platform';
import { type Terminal } from '../command';
import { InboxProcess } from './inbox-process';
import { readWorld, inboxJournal } from './world';

/**
 * The configuration of a command. In a folder that the demo has filled it is the demo's day, unless KALLELSE_NOW says
 * otherwise: there nothing is due and no letter dated on the day of the machine.
 */
export function commandConfig(more: Readonly<Record<string, string>> = {}): Config {
  const environment = { ...processEnvironment(), ...more };
  const config = loadConfig(environment);
  const world = config.databaseUrl === undefined ? readWorld(config.dataFolder) : undefined;
  if (!world || config.clock.kind !== 'system') return config;
  return loadConfig({ ...environment, KALLELSE_NOW: world.now });
}

/**
 * Gives a command that sends what it needs in a folder that the demo has filled: the demo's day, and the simulated inbox
 * that remembers what it has delivered, unless the environment names a service. Elsewhere nothing is added.
 * @param work gets the variables to add to the environment
 */
export async function withDemoInbox<T>(
  terminal: Terminal,
  work: (variables: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const { databaseUrl, dataFolder, clock, variables } = loadConfig(processEnvironment());
  const world = databaseUrl === undefined ? readWorld(dataFolder) : undefined;
  if (!world) return work({});
  const now: Record<string, string> = clock.kind === 'system' ? { KALLELSE_NOW: world.now } : {};
  if (variables.KALLELSE_1177_URL !== undefined) return work(now);
  terminal.note(
    `this folder holds the demo: it is ${world.now.slice(0, 10)} here, and messages go to the simulated 1177 inbox\n`,
  );
  const inbox = await InboxProcess.start(inboxJournal(dataFolder));
  try {
    return await work({ ...now, KALLELSE_1177_URL: inbox.url });
  } finally {
    await inbox.stop();
  }
}

/** Whether messages would have somewhere to go: a 1177 service is named, or the folder holds the demo with its simulated one. */
export function hasInbox({ variables, databaseUrl, dataFolder }: Config): boolean {
  if (variables.KALLELSE_1177_URL !== undefined) return true;
  return databaseUrl === undefined && readWorld(dataFolder) !== undefined;
}
