import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { PopulationModule, ResidentFactsReader } from '@kallelse/population';
import { Programmes, ProgrammesModule } from '@kallelse/programmes';
import { DecisionHistory } from '../application/decision-history';
import { ExplainDecision } from '../application/explain-decision';
import { HistoryRows } from './history-rows';

/** Why somebody is called or not, and what was decided about them before. */
@Module({
  imports: [AccessModule, PopulationModule, ProgrammesModule],
  providers: [
    {
      provide: ExplainDecision,
      inject: [Databases, ResidentFactsReader, Programmes, CLOCK, AuditLog],
      useFactory: (
        databases: Databases,
        facts: ResidentFactsReader,
        programmes: Programmes,
        clock: Clock,
        audit: AuditLog,
      ) => {
        const rows = new HistoryRows(databases);
        const history = new DecisionHistory(rows, facts, programmes);
        return new ExplainDecision(facts, programmes, rows, history, clock, audit);
      },
    },
  ],
  exports: [ExplainDecision],
})
export class ExplainModule {}
