import { join } from 'node:path';
import { packagedFolder, packagedVersion, usableBinaries } from './binaries';
import { databasePlace, runFolder } from './home';
import { Postmaster } from './postmaster';
import { serverFiles, SUPERUSER } from './server-files';
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
    const packaged = packagedFolder();
    const { home, user } = databasePlace(dataFolder);
    const binaries = usableBinaries(packaged, join(home, `binaries-${packagedVersion(packaged)}`), user);
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
