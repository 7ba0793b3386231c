import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BatchesModule, ExplainModule } from '@kallelse/batches';
import { DeliveryModule } from '@kallelse/delivery';
import { EpisodesModule } from '@kallelse/episodes';
import { type Clock } from '@kallelse/kernel';
import { ParticipationModule } from '@kallelse/participation';
import { type Config, Platform, PlatformModule, TextLog } from '@kallelse/platform';
import { PopulationModule } from '@kallelse/population';
import { ProgrammesModule } from '@kallelse/programmes';
import { parts } from '../../worker/src/parts';
import { type Terminal } from './command';
import { commandConfig } from './demo/surroundings';
import { noteProgress } from './open';

/** Everything the office can do, ready to be asked for by class: `office.get(PreviewBatch)`. */
export interface Office {
  readonly config: Config;
  readonly platform: Platform;
  readonly get: INestApplicationContext['get'];
}

export interface OfficeOptions {
  /** Another configuration than the environment's, for the demo. */
  readonly config?: Config;
  readonly clock?: Clock;
}

/** Opens the office on a database ready for use, and closes it whatever happens. */
export async function withOffice<T>(
  terminal: Terminal,
  work: (office: Office) => Promise<T>,
  options: OfficeOptions = {},
): Promise<T> {
  const config = options.config ?? commandConfig();
  const app = await NestFactory.createApplicationContext(
    OfficeModule.forRoot(config, terminal, options.clock),
    {
      logger: false,
      abortOnError: false,
    },
  );
  try {
    const platform = app.get(Platform);
    await platform.prepare(noteProgress(terminal));
    return await work({ config, platform, get: app.get.bind(app) });
  } finally {
    await app.close();
  }
}

@Module({})
class OfficeModule {
  static forRoot(config: Config, terminal: Terminal, clock: Clock | undefined): DynamicModule {
    const log = new TextLog(config.logLevel, { write: (text: string) => terminal.note(text) });
    const platform = PlatformModule.forRoot(config, {
      ...parts,
      log,
      name: 'cli',
      embedded: { onProgress: noteProgress(terminal) },
      ...(clock ? { clock } : {}),
    });
    return {
      module: OfficeModule,
      imports: [
        platform,
        PopulationModule,
        ProgrammesModule,
        EpisodesModule,
        BatchesModule,
        ExplainModule,
        DeliveryModule,
        ParticipationModule,
      ],
    };
  }
}
