import type { Actor } from '@kallelse/access';
import { definitionId, type Definition, type Version } from '@kallelse/eligibility';
import { isProblem, ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import { simulatePopulation } from '../../infra/simulation/simulate-population';
import type { SimulationEntity } from '../../infra/simulation/simulation.entity';
import type { Programmes } from '../programmes';
import type { RunControl, SimulationRuns } from './simulation-runs';

/** Examples of each change, where nobody says how many. */
const EXAMPLES = 5;
const MOST_EXAMPLES = 100;

/** What to simulate. */
export interface SimulateRequest {
  /** Rules with their document, whether stored or not. */
  readonly draft: Version;
  /** What to compare with: the version in force on the day, none, or these rules. */
  readonly against?: 'active' | 'none' | Definition;
  /** Absent: today, or the day the draft begins if that is later. */
  readonly asOf?: PlainDate;
  /** Absent: the draft's region, or everybody but regions with rules of their own. */
  readonly region?: string;
  /** Most examples of each change. */
  readonly examples?: number;
}

/** Decides the whole population by a definition and by another one, changes nothing, and keeps the figures. */
export class Simulate {
  constructor(
    private readonly runs: SimulationRuns,
    private readonly programmes: Programmes,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError SIMULATION_CANCELLED, SIMULATION_OTHER_PROGRAMME, SIMULATION_REGION, SIMULATION_EXAMPLES */
  async run(request: SimulateRequest, actor: Actor, control: RunControl = {}): Promise<SimulationEntity> {
    const { definition, document } = request.draft;
    const { examples = EXAMPLES } = request;
    if (!Number.isInteger(examples) || examples < 0 || examples > MOST_EXAMPLES)
      throw new ProblemError('SIMULATION_EXAMPLES', `0 to ${MOST_EXAMPLES} examples can be given`);
    const asOf = request.asOf ?? this.dayOf(definition);
    const region = regionOf(definition, request.region);
    const base = await this.baseOf(request, region, asOf);
    if (base && base.programme !== definition.programme) throw otherProgramme(definition, base);
    const regionsApart =
      region === null ? await this.programmes.regionsApart(definition.programme, asOf) : [];
    const pair = { draft: definition, asOf, region, regionsApart, examples, ...(base ? { base } : {}) };
    return this.runs.run(
      { kind: 'simulation', definition, document, base, asOf, region },
      actor,
      (tx, onProgress) => simulatePopulation(tx, { ...pair, onProgress }),
      control,
    );
  }

  private dayOf({ validFrom }: Definition): PlainDate {
    const day = today(this.clock);
    return validFrom !== undefined && validFrom > day ? validFrom : day;
  }

  private async baseOf(
    { draft, against = 'active' }: SimulateRequest,
    region: string | null,
    asOf: PlainDate,
  ): Promise<Definition | undefined> {
    if (against === 'none') return undefined;
    if (against !== 'active') return against;
    try {
      return (await this.programmes.active(draft.definition.programme, region, asOf)).definition;
    } catch (error) {
      if (isProblem(error) && error.code === 'PROGRAMME_NOT_ACTIVE') return undefined;
      throw error;
    }
  }
}

function regionOf(definition: Definition, asked: string | undefined): string | null {
  const own = definition.region ?? null;
  if (own === null || asked === undefined || asked === own) return asked ?? own;
  throw new ProblemError('SIMULATION_REGION', `${definitionId(definition)} is of region ${own} only`, {
    fix: `leave out --region, or give ${own}`,
    exitCode: 2,
  });
}

function otherProgramme(draft: Definition, base: Definition): ProblemError {
  return new ProblemError(
    'SIMULATION_OTHER_PROGRAMME',
    `${definitionId(draft)} cannot be compared with ${definitionId(base)}: they are of different programmes`,
    { fix: `compare with a version of ${draft.programme}`, exitCode: 2 },
  );
}
