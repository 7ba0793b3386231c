import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from './commands';
import { run } from './run';
import { ProcessTerminal } from './terminal';

async function main(): Promise<void> {
  const terminal = new ProcessTerminal();
  const status = await run(process.argv.slice(2), COMMANDS, terminal, version());
  await terminal.flush();
  process.exit(status);
}

/** Of the package, four folders above the built file. */
function version(): string {
  const text = readFileSync(join(__dirname, '..', '..', '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

void main();
