import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { BatchesModule, CompareCalls } from '@kallelse/batches';
import { DeliveryModule, DeliveryWorker } from '@kallelse/delivery';
import { ParticipationCube, ParticipationModule } from '@kallelse/participation';
import { type Config, type Log, PlatformModule, Sweeper } from '@kallelse/platform';
import { parts } from './parts';

const EXPIRE_SECONDS = 3600;
const CUBE_SECONDS = 300;

/** The background jobs and sweep tasks of every lib that has some. */
@Module({})
export class WorkerModule implements OnModuleInit {
  constructor(
    private readonly delivery: DeliveryWorker,
    private readonly comparisons: CompareCalls,
    private readonly cube: ParticipationCube,
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
    this.sweeper.register({
      name: 'refresh-cube',
      everySeconds: CUBE_SECONDS,
      run: async () => {
        await this.cube.refresh();
      },
    });
  }
}
