import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ArtefactStore } from './artefacts/artefact-store';
import { Databases } from './database/databases';
import { Health } from './health/health';
import { Platform, type PlatformOptions } from './platform';
import { type Config } from './config/config';
import { DerivedKeys } from './config/derived-keys';
import { Queues } from './queue/queues';
import { Sweeper } from './sweep/sweeper';

/** Injection token of the {@link Clock} (an interface has none of its own). */
export const CLOCK = Symbol('Clock');
/** Injection token of the {@link Log}. */
export const LOG = Symbol('Log');
/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('Config');

/** Makes the parts of the platform injectable everywhere, and closes it when the application ends. */
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(private readonly platform: Platform) {}

  static forRoot(config: Config, options: PlatformOptions): DynamicModule {
    const part = <T>(token: abstract new (...args: never[]) => T, of: (platform: Platform) => T) => ({
      provide: token,
      inject: [Platform],
      useFactory: of,
    });
    const providers = [
      { provide: Platform, useFactory: () => new Platform(config, options) },
      { provide: CONFIG, useValue: config },
      { provide: CLOCK, inject: [Platform], useFactory: (platform: Platform) => platform.clock },
      { provide: LOG, useValue: options.log },
      part(Databases, (platform) => platform.databases),
      part(Queues, (platform) => platform.queues),
      part(ArtefactStore, (platform) => platform.artefacts),
      part(DerivedKeys, (platform) => platform.keys),
      part(Health, (platform) => platform.health),
      part(Sweeper, (platform) => platform.sweeper),
    ];
    return { module: PlatformModule, global: true, providers, exports: providers };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.platform.close();
  }
}
