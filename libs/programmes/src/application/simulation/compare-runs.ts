import { ProblemError } from '@kallelse/kernel';
import { compareForecasts } from '../../domain/forecast/compare-forecasts';
import { compareResults, type ComparedFigure } from '../../domain/simulation/compare-results';
import { forecastOf, simulationOf, type SimulationEntity } from '../../infra/simulation/simulation.entity';

/**
 * The figures that two simulations differ in, or two forecasts.
 * @throws ProblemError SIMULATION_NO_RESULT one of them has none; SIMULATION_OTHER_KIND they are not of one kind
 */
export function compareRuns(a: SimulationEntity, b: SimulationEntity): ComparedFigure[] {
  for (const { id, kind, state, result } of [a, b])
    if (!result)
      throw new ProblemError(
        'SIMULATION_NO_RESULT',
        `${kind} ${id} is ${state}: there is nothing to compare`,
        { fix: 'choose runs that are done: kallelse programme simulations' },
      );
  const [one, other] = [simulationOf(a), simulationOf(b)];
  if (one && other) return compareResults(one, other);
  const [first, second] = [forecastOf(a), forecastOf(b)];
  if (first && second) return compareForecasts(first, second);
  throw new ProblemError(
    'SIMULATION_OTHER_KIND',
    `run ${a.id} is a ${a.kind} and run ${b.id} a ${b.kind}: they have no figures in common`,
    { fix: 'compare two simulations or two forecasts: kallelse programme simulations' },
  );
}
