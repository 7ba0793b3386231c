import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import { type Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { ApproveProgramme } from '../application/approve-programme';
import { Interventions } from '../application/interventions';
import { ForecastProgramme } from '../application/forecast/forecast-programme';
import { ProgrammeDrafts } from '../application/programme-drafts';
import { Programmes } from '../application/programmes';
import { ApprovalGuard } from '../application/simulation/approval-guard';
import { Simulate } from '../application/simulation/simulate';
import { SimulationCheck } from '../application/simulation/simulation-check';
import { SimulationRuns } from '../application/simulation/simulation-runs';
import { SubmitProgramme } from '../application/submit-programme';
import { WithdrawProgramme } from '../application/withdraw-programme';
import { LETTER_TEMPLATES, type LetterTemplates } from '../domain/letter-templates';

@Module({
  imports: [AccessModule],
  providers: [
    {
      provide: Programmes,
      inject: [Databases, CLOCK],
      useFactory: (databases: Databases, clock: Clock) => new Programmes(databases, clock),
    },
    {
      provide: ProgrammeDrafts,
      inject: [Databases, CLOCK, AuditLog, Programmes, LETTER_TEMPLATES],
      useFactory: (...parts: [Databases, Clock, AuditLog, Programmes, LetterTemplates]) =>
        new ProgrammeDrafts(...parts),
    },
    {
      provide: Interventions,
      inject: [Databases, CLOCK, AuditLog, Programmes, LETTER_TEMPLATES],
      useFactory: (...parts: [Databases, Clock, AuditLog, Programmes, LetterTemplates]) =>
        new Interventions(...parts),
    },
    {
      provide: SubmitProgramme,
      inject: [Databases, CLOCK, AuditLog, Programmes, ProgrammeDrafts, LETTER_TEMPLATES],
      useFactory: (...parts: [Databases, Clock, AuditLog, Programmes, ProgrammeDrafts, LetterTemplates]) =>
        new SubmitProgramme(...parts),
    },
    {
      provide: ApproveProgramme,
      inject: [Databases, CLOCK, AuditLog, Programmes, SimulationCheck, Simulate],
      useFactory: (
        databases: Databases,
        clock: Clock,
        audit: AuditLog,
        programmes: Programmes,
        check: SimulationCheck,
        simulate: Simulate,
      ) => {
        const guard = new ApprovalGuard(check, simulate);
        return new ApproveProgramme(databases, clock, audit, programmes, (...asked) => guard.run(...asked));
      },
    },
    {
      provide: WithdrawProgramme,
      inject: [Databases, CLOCK, AuditLog, Programmes],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog, programmes: Programmes) =>
        new WithdrawProgramme(databases, clock, audit, programmes),
    },
    {
      provide: SimulationRuns,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new SimulationRuns(databases, clock, audit),
    },
    {
      provide: Simulate,
      inject: [SimulationRuns, Programmes, CLOCK],
      useFactory: (runs: SimulationRuns, programmes: Programmes, clock: Clock) =>
        new Simulate(runs, programmes, clock),
    },
    {
      provide: ForecastProgramme,
      inject: [SimulationRuns, Programmes, CLOCK],
      useFactory: (runs: SimulationRuns, programmes: Programmes, clock: Clock) =>
        new ForecastProgramme(runs, programmes, clock),
    },
    {
      provide: SimulationCheck,
      inject: [Databases, Programmes, CLOCK],
      useFactory: (databases: Databases, programmes: Programmes, clock: Clock) =>
        new SimulationCheck(databases, programmes, clock),
    },
  ],
  exports: [
    Programmes,
    Interventions,
    ProgrammeDrafts,
    SubmitProgramme,
    ApproveProgramme,
    WithdrawProgramme,
    Simulate,
    ForecastProgramme,
    SimulationCheck,
    SimulationRuns,
  ],
})
export class ProgrammesModule {}
