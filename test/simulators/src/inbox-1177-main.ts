import { parseArgs } from 'node:util';
import { SimulatedInbox, WELL_BEHAVED, type InboxBehaviour } from './inbox-1177';

/**
 * The simulated 1177 inbox as a process of its own: prints its address on standard output and runs until it is stopped or
 * its parent is gone. `--behaviour JSON` changes how it behaves; PUT /behaviour does so while it runs. `--journal FILE`
 * remembers from one process to the next what was delivered.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      behaviour: { type: 'string' },
      journal: { type: 'string' },
    },
  });
  const given =
    values.behaviour === undefined ? {} : (JSON.parse(values.behaviour) as Partial<InboxBehaviour>);
  const inbox = new SimulatedInbox({ ...WELL_BEHAVED, ...given }, values.journal);
  const url = await inbox.listen(values.port === undefined ? 0 : Number(values.port), values.host);
  process.stdout.write(`${url}\n`);
  const stop = (): void => {
    void inbox.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
}

void main();
