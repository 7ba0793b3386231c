import { type DynamicModule, Module } from '@nestjs/common';
import { type Config, type Log, PlatformModule } from '@kallelse/platform';
import { parts } from './parts';

/**
 * The background jobs: every processor is a provider here that calls `queues.handle(job, …)` when it is made, every
 * sweep task one that calls `sweeper.register(…)`.
 */
@Module({})
export class WorkerModule {
  static forRoot(config: Config, log: Log): DynamicModule {
    return {
      module: WorkerModule,
      imports: [PlatformModule.forRoot(config, { ...parts, log, name: 'worker' })],
    };
  }
}
