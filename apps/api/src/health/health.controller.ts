import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { Health, type HealthReport } from '@kallelse/platform';
import { Draining } from './draining';

/** For those who run the process: is it alive, may it get requests. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: Health,
    private readonly draining: Draining,
  ) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<{ status: 'ok'; checks: HealthReport['checks'] }> {
    if (this.draining.hasBegun) throw new ServiceUnavailableException({ status: 'stopping' });
    const { isReady, checks } = await this.health.check();
    if (!isReady) throw new ServiceUnavailableException({ status: 'unavailable', checks });
    return { status: 'ok', checks };
  }
}
