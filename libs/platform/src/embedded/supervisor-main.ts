import { join } from 'node:path';
import { packagedFolder, usableBinaries } from './binaries';
import { databaseHome, runFolder } from './home';
import { runUser } from './host';
import { Postmaster } from './postmaster';
import { POSTGRES_MAJOR, serverFiles, SUPERUSER } from './server-files';
import { serverSettings, settingArguments, type Settings } from './settings';
import { Supervisor, type StartServer } from './supervisor';

/** The one argument of the supervisor process, as JSON. */
export interface SupervisorArgument {
  readonly dataFolder: string;
  readonly graceSeconds: number;
  readonly settings: Settings;
}

/** Prepares programs and files as needed, then runs PostgreSQL on them. */
function starter(dataFolder: string, logFile: string, settings: Settings): StartServer {
  return async (preferredPort) => {
    const user = runUser();
    const packaged = packagedFolder();
    const home = databaseHome(dataFolder, user);
    const binaries = usableBinaries(packaged, join(home, `binaries-${String(POSTGRES_MAJOR)}`), user);
    const files = serverFiles(home, binaries, user);
    const server = await Postmaster.start(
      {
        program: binaries.postgres,
        files,
        user,
        settings: settingArguments(serverSettings(settings)),
        logFile,
      },
      preferredPort,
    );
    return {
      server,
      address: { host: '127.0.0.1', port: server.port, user: SUPERUSER, password: files.password },
    };
  };
}

async function main(argument: SupervisorArgument): Promise<void> {
  const { dataFolder, graceSeconds, settings } = argument;
  const logFile = join(runFolder(dataFolder), 'postgres.log');
  const supervisor = new Supervisor({
    dataFolder,
    graceSeconds,
    logFile,
    start: starter(dataFolder, logFile, settings),
  });
  process.on('SIGTERM', () => void supervisor.end());
  process.on('SIGINT', () => void supervisor.end());
  await supervisor.begin();
}

void main(JSON.parse(process.argv[2] ?? '{}') as SupervisorArgument);
