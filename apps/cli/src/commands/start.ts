import { join } from 'node:path';
import { mustBeFree } from '../../../api/src/listen-problem';
import { parseArguments, usageProblem } from '../arguments';
import { type ExitStatus, type Terminal } from '../command';
import { commandConfig, withDemoInbox } from '../demo/surroundings';
import { withPlatform } from '../open';
import { numberOption } from '../options';
import { Services } from '../services';

const APPS = join(__dirname, '..', '..', '..');
const HIGHEST_PORT = 65_535;

/**
 * `kallelse start`: holds the database, runs api and worker as processes of their own, and stops both when it is told
 * to stop or when one of them ends. Whether the port is free is found out before anything runs.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArguments(args, { port: { type: 'string' } });
  const given = numberOption(values.port, 'port');
  if (given !== undefined && given > HIGHEST_PORT) throw usageProblem(`--port takes 1 to ${HIGHEST_PORT}`);
  const config = commandConfig();
  const address = { host: config.host, port: given ?? config.port };
  await mustBeFree(address);
  return withDemoInbox(terminal, (variables) => serve(terminal, address, variables));
}

function serve(
  terminal: Terminal,
  { host, port }: { readonly host: string; readonly port: number },
  variables: Readonly<Record<string, string>>,
): Promise<ExitStatus> {
  return withPlatform(terminal, async () => {
    terminal.note(`Kallelse starts on http://${host}:${port} (Ctrl-C stops it)\n`);
    const services = new Services((line) => void terminal.out(line));
    process.on('SIGINT', () => services.stop());
    process.on('SIGTERM', () => services.stop());
    services.launch('api', join(APPS, 'api', 'src', 'main.js'), {
      ...variables,
      KALLELSE_PORT: String(port),
    });
    services.launch('worker', join(APPS, 'worker', 'src', 'main.js'), variables);
    const isWell = await services.ended();
    if (services.problem) throw services.problem;
    return isWell ? 0 : 1;
  });
}
