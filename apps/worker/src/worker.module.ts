import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { DeliveryModule, DeliveryWorker } from '@kallelse/delivery';
import { type Config, type Log, PlatformModule } from '@kallelse/platform';
import { parts } from './parts';

/** The background jobs and sweep tasks of every lib that has some. */
@Module({})
export class WorkerModule implements OnModuleInit {
  constructor(private readonly delivery: DeliveryWorker) {}

  static forRoot(config: Config, log: Log): DynamicModule {
    return {
      module: WorkerModule,
      imports: [PlatformModule.forRoot(config, { ...parts, log, name: 'worker' }), DeliveryModule],
    };
  }

  onModuleInit(): void {
    this.delivery.register();
  }
}
