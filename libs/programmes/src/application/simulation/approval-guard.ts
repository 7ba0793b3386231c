import type { Actor } from '@kallelse/access';
import type { Guarded, Warning } from '../approve-programme';
import type { ProgrammeVersion, StoredVersion } from '../stored-version';
import type { Simulate } from './simulate';
import type { SimulationCheck, SimulationChecked } from './simulation-check';
import type { RunControl } from './simulation-runs';

/**
 * What a version would do to the population, and what of it nobody should approve without a reason. A version that
 * has not been simulated as it is, against what it would follow, is simulated first: nothing takes effect unseen.
 */
export class ApprovalGuard {
  constructor(
    private readonly check: SimulationCheck,
    private readonly simulate: Simulate,
  ) {}

  /** @throws ProblemError SIMULATION_CANCELLED and what else a simulation may end with; then nothing is approved */
  async run(version: StoredVersion, actor: Actor, control: RunControl = {}): Promise<Guarded> {
    let checked = await this.check.run(version);
    if (!checked.simulated) {
      await this.simulate.run({ draft: version }, actor, control);
      checked = await this.check.run(version);
    }
    return { simulation: checked, warnings: warningsOf(version, checked) };
  }
}

function warningsOf({ definition }: ProgrammeVersion, checked: SimulationChecked): Warning[] {
  const { simulation, asOf, follows, changed, changeShare, threshold } = checked;
  const by = `simulation ${simulation} as of ${asOf}`;
  if (!checked.simulated)
    return [{ code: 'NOT_SIMULATED', message: 'other rules came in force while it was simulated' }];
  const tooMuch: Warning = {
    code: 'CHANGE_THRESHOLD',
    message:
      `${by}: ${changed} residents (${percent(changeShare ?? 0)} of those concerned) are decided differently from ${follows}; ` +
      `up to ${percent(threshold)} is expected (expected.change of ${follows}, 5 % where it says nothing)`,
  };
  return [
    ...(checked.withinThreshold ? [] : [tooMuch]),
    ...sizeWarnings(checked, definition.delivery.expected ?? {}, by),
  ];
}

/** Of a first version only the upper bound counts: nobody may be due yet in a register that is being filled. */
function sizeWarnings(
  { invited, follows }: SimulationChecked,
  { min, max }: { readonly min?: number; readonly max?: number },
  by: string,
): Warning[] {
  const n = invited ?? 0;
  if (max !== undefined && n > max)
    return [
      {
        code: 'EXPECTED_SIZE',
        message: `${by}: ${n} residents are invited, at most ${max} are expected (expected.max)`,
      },
    ];
  if (follows !== null && min !== undefined && n < min)
    return [
      {
        code: 'EXPECTED_SIZE',
        message: `${by}: ${n} residents are invited, at least ${min} are expected (expected.min)`,
      },
    ];
  return [];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;
}
