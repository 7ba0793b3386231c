import { type DynamicModule, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { EpisodesModule } from '@kallelse/episodes';
import { type Config, type Log, PlatformModule } from '@kallelse/platform';
import { parts } from '../../worker/src/parts';
import { correlate } from './correlation';
import { Draining } from './health/draining';
import { HealthController } from './health/health.controller';
import { ProblemFilter } from './problem.filter';
import { RepliesController } from './replies/replies.controller';

/** Everything served over HTTP. */
@Module({})
export class ApiModule implements NestModule {
  static forRoot(config: Config, log: Log): DynamicModule {
    return {
      module: ApiModule,
      imports: [PlatformModule.forRoot(config, { ...parts, log, name: 'api' }), EpisodesModule],
      controllers: [HealthController, RepliesController],
      providers: [Draining, { provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(correlate).forRoutes('{*path}');
  }
}
