import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  NotFoundException,
  type RawBodyRequest,
  UnauthorizedException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { type Request } from 'express';
import { type Clock } from '@kallelse/kernel';
import { CLOCK, CONFIG, type Config } from '@kallelse/platform';
import { isSigned } from './signature';

/** Lets through what the 1177 service signed with the key that both know; without a key there is no such address. */
@Injectable()
export class SignedGuard implements CanActivate {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const key = this.config.variables.KALLELSE_1177_REPLY_KEY;
    if (key === undefined) throw new NotFoundException();
    const request = context.switchToHttp().getRequest<RawBodyRequest<Request>>();
    if (request.rawBody === undefined || request.is('application/json') === false)
      throw new UnsupportedMediaTypeException();
    const headers = {
      id: request.header('webhook-id'),
      timestamp: request.header('webhook-timestamp'),
      signature: request.header('webhook-signature'),
    };
    if (!isSigned(request.rawBody, headers, key, this.clock.now())) throw new UnauthorizedException();
    return true;
  }
}
