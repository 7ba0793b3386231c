import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Server } from 'node:http';

const LONGEST_REQUEST_MS = 10_000;
const IDLE_CHECK_MS = 100;

/**
 * The end of the process from the view of requests: no new ones are taken, those in work are answered, and one that
 * takes too long is cut off so that it cannot hold up the end.
 */
@Injectable()
export class Draining implements BeforeApplicationShutdown {
  hasBegun = false;

  constructor(private readonly host: HttpAdapterHost) {}

  beforeApplicationShutdown(): void {
    this.hasBegun = true;
    const server = this.host.httpAdapter.getHttpServer() as Server;
    // A connection whose last answer has been sent would be kept open for the next request.
    setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS).unref();
    setTimeout(() => server.closeAllConnections(), LONGEST_REQUEST_MS).unref();
  }
}
