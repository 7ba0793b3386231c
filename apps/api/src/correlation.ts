import { randomUUID } from 'node:crypto';
import { type NextFunction, type Request, type Response } from 'express';
import { withCorrelation } from '@kallelse/platform';

const HEADER = 'x-request-id';
const ACCEPTED = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives every request an id (the caller's, if it is a sound one) that its log lines and its answer carry. */
export function correlate(request: Request, response: Response, next: NextFunction): void {
  const given = request.header(HEADER);
  const id = given !== undefined && ACCEPTED.test(given) ? given : randomUUID();
  response.setHeader(HEADER, id);
  withCorrelation(id, next);
}
