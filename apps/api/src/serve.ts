import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { ProblemError } from '@kallelse/kernel';
import { type Config, type JsonLog } from '@kallelse/platform';
import { ApiModule } from './api.module';

/** No body that is asked for is larger. */
const MOST_BODY_BYTES = 8192;

/** Builds the api and listens on the configured port; the database may still be down. */
export async function serve(config: Config, log: JsonLog): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(config, log), {
    logger: log,
    abortOnError: false,
    // A signature is of the bytes that came.
    rawBody: true,
  });
  app.useBodyParser('json', { limit: MOST_BODY_BYTES });
  app.useBodyParser('urlencoded', { limit: MOST_BODY_BYTES, extended: false });
  app.getHttpAdapter().getInstance().disable('x-powered-by');
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    throw listenProblem(error, config);
  }
  log.write('info', 'api-listening', { host: config.host, port: config.port });
  return app;
}

function listenProblem(error: unknown, { host, port }: Config): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new ProblemError('PORT_TAKEN', `another program listens on ${host}:${String(port)}`, {
      fix: 'end that program, or set KALLELSE_PORT to a free port',
    });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return new ProblemError('PORT_DENIED', `${host}:${String(port)} may not be listened on (${code})`, {
      fix: 'set KALLELSE_PORT to a port above 1023 and KALLELSE_HOST to an address of this machine',
    });
  }
  return error;
}
