import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import { type Response } from 'express';
import { isProblem } from '@kallelse/kernel';
import { LOG, type Log } from '@kallelse/platform';

/** How a problem is answered; any other is our fault. */
const STATUS: Readonly<Record<string, number>> = {
  CODES_THROTTLED: 429,
  SESSION_INVALID: 400,
  DATABASE_CONFLICT: 503,
  DATABASE_UNREACHABLE: 503,
};
/** Seconds after which it is worth trying again. */
const RETRY_AFTER: Readonly<Record<number, number>> = { 429: 7200, 503: 10 };
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  415: 'MEDIA_TYPE',
};

/** Answers with a code; never with a word of the request, which the framework's own messages repeat. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, body } = this.told(error);
    const seconds = RETRY_AFTER[status];
    if (response.headersSent) return void response.destroy();
    if (seconds !== undefined) response.setHeader('retry-after', String(seconds));
    response.status(status).json(body);
  }

  private told(error: unknown): { readonly status: number; readonly body: object } {
    if (isProblem(error)) {
      const status = STATUS[error.code] ?? 500;
      if (status >= 500) this.log.failure('request-failed', error);
      return { status, body: { code: status === 500 ? 'INTERNAL' : error.code } };
    }
    const status = statusOf(error);
    const own = error instanceof HttpException ? ownBody(error) : undefined;
    if (status >= 500 && own === undefined) this.log.failure('request-failed', error);
    return { status, body: own ?? { code: CODES[status] ?? (status < 500 ? 'REFUSED' : 'INTERNAL') } };
  }
}

/** Of our exceptions, and of those of the parser of bodies (`http-errors`), which are of no class of the framework. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { status } = Object(error) as { readonly status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** A body that a controller of ours gave; the framework's have a `statusCode`. */
function ownBody(error: HttpException): object | undefined {
  const body = error.getResponse();
  return typeof body === 'object' && !('statusCode' in body) ? body : undefined;
}
