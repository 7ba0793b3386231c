import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type Config, type JsonLog } from '@kallelse/platform';
import { ApiModule } from './api.module';
import { listenProblem } from './listen-problem';

/** No body that is asked for is larger. */
const MOST_BODY_BYTES = 8192;

/** Builds the api; the database may still be down. */
export async function buildApi(config: Config, log: JsonLog): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(config, log), {
    logger: log,
    abortOnError: false,
    // A signature is of the bytes that came.
    rawBody: true,
  });
  app.useBodyParser('json', { limit: MOST_BODY_BYTES });
  app.useBodyParser('urlencoded', { limit: MOST_BODY_BYTES, extended: false });
  app.getHttpAdapter().getInstance().disable('x-powered-by');
  return app;
}

/** Listens on the configured port, and closes the api if it cannot have it. */
export async function listen(app: NestExpressApplication, config: Config, log: JsonLog): Promise<void> {
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    throw listenProblem(error, config);
  }
  log.write('info', 'api-listening', { host: config.host, port: config.port });
}
