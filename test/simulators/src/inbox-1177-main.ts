import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import { SimulatedInbox } from './inbox-1177';
import { WELL_BEHAVED, type InboxBehaviour } from './inbox-behaviour';
import { ADD_MESSAGE, secureMailbox } from './protocols';

/**
 * The simulated 1177 inbox as a process of its own: prints its address on standard output and runs until it is stopped or
 * its parent is gone. `--behaviour JSON` changes how it behaves; PUT /behaviour does so while it runs. `--journal FILE`
 * remembers from one process to the next what was delivered. With `--mailbox-certificate FILE` it is Mina meddelanden, and
 * takes what the owner of that certificate has signed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      behaviour: { type: 'string' },
      journal: { type: 'string' },
      'mailbox-certificate': { type: 'string' },
    },
  });
  const given =
    values.behaviour === undefined ? {} : (JSON.parse(values.behaviour) as Partial<InboxBehaviour>);
  const file = values['mailbox-certificate'];
  const protocol = file === undefined ? ADD_MESSAGE : secureMailbox(readFileSync(file, 'utf8'));
  const inbox = new SimulatedInbox({ ...WELL_BEHAVED, ...given }, values.journal, protocol);
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
