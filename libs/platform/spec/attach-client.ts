import { EmbeddedDatabase } from '../src/embedded/embedded-database';

/**
 * A client process for the supervisor's specs: attaches to the data folder it is given, prints the port, and holds on
 * until it is killed or its standard input ends.
 */
async function main(dataFolder: string, graceSeconds: string, ...nodeArguments: string[]): Promise<void> {
  const embedded = await EmbeddedDatabase.attach({
    dataFolder,
    graceSeconds: Number(graceSeconds),
    nodeArguments,
    settings: { fsync: 'off', shared_buffers: '32MB' },
  });
  process.stdout.write(`${String(embedded.address.port)}\n`);
  process.stdin.on('end', () => embedded.detach()).resume();
}

const [dataFolder = '', graceSeconds = '', ...nodeArguments] = process.argv.slice(2);
main(dataFolder, graceSeconds, ...nodeArguments).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
