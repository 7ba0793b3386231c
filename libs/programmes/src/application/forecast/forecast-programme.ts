import type { Actor } from '@kallelse/access';
import type { Version } from '@kallelse/eligibility';
import { ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Forecast } from '../../domain/forecast/forecast';
import { forecastPopulation } from '../../infra/forecast/forecast-population';
import type { SimulationEntity } from '../../infra/simulation/simulation.entity';
import type { Programmes } from '../programmes';
import type { RunControl, SimulationRuns } from '../simulation/simulation-runs';

const MONTHS = 36;
const MOST_MONTHS = 120;

/** What to forecast. */
export interface ForecastProgrammeRequest {
  readonly version: Version;
  /** Absent: 36. */
  readonly months?: number;
  /** Absent: by district. */
  readonly by?: Forecast['by'];
  /** Absent: today. */
  readonly asOf?: PlainDate;
  /** Absent: the version's region, or everybody but regions with rules of their own. */
  readonly region?: string;
  /** Whether to test it on the last twelve months; default true. */
  readonly backTest?: boolean;
}

/** Forecasts when residents will be due and how many invitations that makes; changes nothing and selects nobody. */
export class ForecastProgramme {
  constructor(
    private readonly runs: SimulationRuns,
    private readonly programmes: Programmes,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError SIMULATION_CANCELLED, FORECAST_MONTHS */
  async run(
    request: ForecastProgrammeRequest,
    actor: Actor,
    control: RunControl = {},
  ): Promise<SimulationEntity> {
    const { definition, document } = request.version;
    const { months = MONTHS, by = 'district', asOf = today(this.clock), backTest = true } = request;
    if (!Number.isInteger(months) || months < 1 || months > MOST_MONTHS)
      throw new ProblemError('FORECAST_MONTHS', `a forecast is of 1 to ${MOST_MONTHS} months`, {
        exitCode: 2,
      });
    const region = request.region ?? definition.region ?? null;
    const regionsApart =
      region === null ? await this.programmes.regionsApart(definition.programme, asOf) : [];
    const scope = { definition, asOf, region, regionsApart, months, by, backTest };
    return this.runs.run(
      { kind: 'forecast', definition, document, asOf, region },
      actor,
      (tx, onProgress) => forecastPopulation(tx, { ...scope, onProgress }),
      control,
    );
  }
}
