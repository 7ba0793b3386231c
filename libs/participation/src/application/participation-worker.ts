import type { Sweeper } from '@kallelse/platform';
import type { ParticipationCube } from './participation-cube';
import type { PopulationSnapshots } from './population-snapshots';
import type { PublishTables } from './publish-tables';

const CUBE_SECONDS = 300;
/** One month-end or table at a time, so that nothing else that is swept waits long. */
const ONE_SECONDS = 20;

/**
 * What a worker process does for participation: keeps the cube, and goes on with what an office has begun for a programme:
 * counts month-ends, publishes what has become complete. It begins neither by itself: what is counted before all is loaded
 * would be wrong, and what is published stays.
 */
export class ParticipationWorker {
  constructor(
    private readonly sweeper: Sweeper,
    private readonly cube: ParticipationCube,
    private readonly population: PopulationSnapshots,
    private readonly publishing: PublishTables,
  ) {}

  register(): void {
    const sweep = (name: string, everySeconds: number, run: () => Promise<unknown>): void =>
      this.sweeper.register({
        name,
        everySeconds,
        run: async () => {
          await run();
        },
      });
    sweep('refresh-cube', CUBE_SECONDS, () => this.cube.refresh());
    sweep('count-population', ONE_SECONDS, () => this.population.makeMissing({ most: 1, onlyNew: true }));
    sweep('publish-tables', ONE_SECONDS, () => this.publishing.next({ user: 'worker' }));
  }
}
