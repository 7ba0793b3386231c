import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { BatchesModule, CompareCalls } from '@kallelse/batches';
import { DeliveryModule, DeliveryWorker } from '@kallelse/delivery';
import { ParticipationModule, ParticipationWorker } from '@kallelse/participation';
import { type Config, type Log, PlatformModule, Sweeper } from '@kallelse/platform';
import { parts } from './parts';

const EXPIRE_SECONDS = 3600;

/** The background jobs and sweep tasks of every lib that has some. */
@Module({})
export class WorkerModule implements OnModuleInit {
  constructor(
    private readonly delivery: DeliveryWorker,
    private readonly comparisons: CompareCalls,
    private readonly participation: ParticipationWorker,
    private readonly sweeper: Sweeper,
  ) {}

  static forRoot(config: Config, log: Log): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.forRoot(config, { ...parts, log, name: 'worker' }),
        DeliveryModule,
        BatchesModule,
        ParticipationModule,
      ],
    };
  }

  onModuleInit(): void {
    this.delivery.register();
    this.sweeper.register({
      name: 'expire-comparisons',
      everySeconds: EXPIRE_SECONDS,
      run: async () => {
        await this.comparisons.expire();
      },
    });
    this.participation.register();
  }
}
