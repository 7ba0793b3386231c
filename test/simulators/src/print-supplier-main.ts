import { parseArgs } from 'node:util';
import ssh2 from 'ssh2';
import { HONEST, PrintSupplier, type SupplierBehaviour } from './print-supplier';

/**
 * A print supplier's SFTP server as a process of its own, with a host key of its own: says its port and public key on
 * standard output, and runs until its parent is gone. Messages from the parent tell it how to behave, and ask what it took.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { folder: { type: 'string' }, 'client-key': { type: 'string' } } });
  const host = ssh2.utils.generateKeyPairSync('ed25519');
  const supplier = new PrintSupplier(values.folder ?? '', host.private, values['client-key'] ?? '');
  const port = await supplier.listen();
  process.stdout.write(`${JSON.stringify({ port, hostKey: host.public })}\n`);
  process.on('message', (behaviour: Partial<SupplierBehaviour> | 'taken') => {
    if (behaviour !== 'taken') supplier.behaviour = { ...HONEST, ...behaviour };
    process.send?.(supplier.taken);
  });
  process.on('disconnect', () => process.exit(0));
}

void main();
