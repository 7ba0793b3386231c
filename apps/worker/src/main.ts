import { NestFactory } from '@nestjs/core';
import {
  endWell,
  JsonLog,
  loadConfig,
  Platform,
  prepareEventually,
  processEnvironment,
} from '@kallelse/platform';
import { WorkerModule } from './worker.module';

async function main(): Promise<void> {
  const config = loadConfig(processEnvironment());
  const log = new JsonLog(config.logLevel);
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(config, log), {
    logger: log,
    abortOnError: false,
  });
  const closing = new AbortController();
  endWell(log, async () => {
    closing.abort();
    await app.close();
  });
  const platform = app.get(Platform);
  await Promise.all([prepareEventually(platform, closing.signal), platform.queues.start()]);
  platform.sweeper.start();
  log.write('info', 'worker-ready', { queue: platform.queues.kind });
}

main().catch((error: unknown) => {
  new JsonLog('info').failure('start-failed', error);
  process.exit(1);
});
