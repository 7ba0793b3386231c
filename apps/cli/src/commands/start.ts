import { join } from 'node:path';
import { parseArguments, usageProblem } from '../arguments';
import { type ExitStatus, type Terminal } from '../command';
import { withDemoInbox } from '../demo/surroundings';
import { withPlatform } from '../open';
import { Services } from '../services';

const APPS = join(__dirname, '..', '..', '..');

/**
 * `kallelse start`: holds the database, runs api and worker as processes of their own, and stops both when it is told
 * to stop or when one of them ends.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArguments(args, { port: { type: 'string' } });
  if (values.port !== undefined && !/^\d{1,5}$/.test(values.port))
    throw usageProblem('--port takes a port number');
  return withDemoInbox(terminal, (variables) => serve(terminal, values.port, variables));
}

function serve(
  terminal: Terminal,
  givenPort: string | undefined,
  variables: Readonly<Record<string, string>>,
): Promise<ExitStatus> {
  return withPlatform(terminal, async ({ config }) => {
    const port = givenPort ?? String(config.port);
    terminal.note(`Kallelse starts on http://${config.host}:${port} (Ctrl-C stops it)\n`);
    const services = new Services((line) => void terminal.out(line));
    process.on('SIGINT', () => services.stop());
    process.on('SIGTERM', () => services.stop());
    services.launch('api', join(APPS, 'api', 'src', 'main.js'), {
      ...variables,
      KALLELSE_PORT: port,
    });
    services.launch('worker', join(APPS, 'worker', 'src', 'main.js'), variables);
    return (await services.ended()) ? 0 : 1;
  });
}
