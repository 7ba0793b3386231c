import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import { EpisodesModule, SettleRounds } from '@kallelse/episodes';
import { ArtefactStore, CLOCK, Databases, DerivedKeys } from '@kallelse/platform';
import { LETTER_TEMPLATES, type LetterTemplates, Programmes, ProgrammesModule } from '@kallelse/programmes';
import { BatchFigures } from '../application/batch-figures';
import { Batches } from '../application/batches';
import { CompareCalls } from '../application/compare-calls';
import { Failsafe } from '../application/failsafe';
import { GenerateBatch } from '../application/generate-batch';
import { PreviewBatch } from '../application/preview-batch';
import { PreviewLoad } from '../application/preview-load';
import { RecallBatch } from '../application/recall-batch';
import { ReleaseBatch, ReleaseDue } from '../application/release-batch';
import { LetterTemplatesModule } from './letter-templates.module';

@Module({
  imports: [AccessModule, ProgrammesModule, EpisodesModule, LetterTemplatesModule],
  providers: [
    {
      provide: Batches,
      inject: [Databases, CLOCK, AuditLog, Programmes],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog, programmes: Programmes) =>
        new Batches(databases, clock, audit, programmes),
    },
    {
      provide: PreviewBatch,
      inject: [Databases, CLOCK, Batches, Programmes, LETTER_TEMPLATES],
      useFactory: (...parts: [Databases, Clock, Batches, Programmes, LetterTemplates]) =>
        new PreviewBatch(...parts),
    },
    {
      provide: CompareCalls,
      inject: [Databases, CLOCK, AuditLog, Programmes, ArtefactStore, DerivedKeys],
      useFactory: (...parts: [Databases, Clock, AuditLog, Programmes, ArtefactStore, DerivedKeys]) => {
        const [databases, clock, audit, programmes, artefacts, keys] = parts;
        return new CompareCalls({ databases, clock, audit, programmes, artefacts, keys });
      },
    },
    {
      provide: Failsafe,
      inject: [Databases, CLOCK, AuditLog, Programmes],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog, programmes: Programmes) =>
        new Failsafe(databases, clock, audit, programmes),
    },
    {
      provide: PreviewLoad,
      inject: [Databases, CLOCK, AuditLog, Programmes],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog, programmes: Programmes) =>
        new PreviewLoad(databases, clock, audit, programmes),
    },
    {
      provide: GenerateBatch,
      inject: [Databases, CLOCK, Batches, Programmes],
      useFactory: (databases: Databases, clock: Clock, batches: Batches, programmes: Programmes) =>
        new GenerateBatch(databases, clock, batches, programmes),
    },
    {
      provide: ReleaseBatch,
      inject: [Databases, CLOCK, Batches],
      useFactory: (databases: Databases, clock: Clock, batches: Batches) =>
        new ReleaseBatch(databases, clock, batches),
    },
    {
      provide: RecallBatch,
      inject: [Databases, CLOCK, Batches, Programmes, SettleRounds],
      useFactory: (...parts: [Databases, Clock, Batches, Programmes, SettleRounds]) =>
        new RecallBatch(...parts),
    },
    {
      provide: ReleaseDue,
      inject: [Databases, CLOCK],
      useFactory: (databases: Databases, clock: Clock) => new ReleaseDue(databases, clock),
    },
    {
      provide: BatchFigures,
      inject: [Databases, CLOCK],
      useFactory: (databases: Databases, clock: Clock) => new BatchFigures(databases, clock),
    },
  ],
  exports: [
    Batches,
    CompareCalls,
    Failsafe,
    PreviewBatch,
    PreviewLoad,
    GenerateBatch,
    RecallBatch,
    ReleaseBatch,
    ReleaseDue,
    BatchFigures,
  ],
})
export class BatchesModule {}
