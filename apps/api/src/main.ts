import {
  endWell,
  JsonLog,
  loadConfig,
  Platform,
  prepareEventually,
  processEnvironment,
} from '@kallelse/platform';
import { buildApi, listen } from './serve';

async function main(): Promise<void> {
  const config = loadConfig(processEnvironment());
  const log = new JsonLog(config.logLevel);
  const app = await buildApi(config, log);
  const closing = new AbortController();
  endWell(log, async () => {
    closing.abort();
    await app.close();
  });
  // Whoever reads that it listens may end it at once: ending well is arranged before.
  await listen(app, config, log);
  await prepareEventually(app.get(Platform), closing.signal);
}

main().catch((error: unknown) => {
  new JsonLog('info').failure('start-failed', error);
  process.exit(1);
});
