import { setTimeout as delay } from 'node:timers/promises';
import { type Plant } from './plant';

/** A number from `least` to `most`. */
export type Draw = (least: number, most: number) => number;

/** Something that goes wrong while letters are under way, and is over when `strike` ends. */
export interface Fault {
  readonly name: string;
  strike(plant: Plant, draw: Draw): Promise<void>;
}

/** What can go wrong here: without a Redis it cannot be lost, and only root can make a disk that is full. */
export function faultsOf(plant: Plant): readonly Fault[] {
  return ALL.filter(({ needs }) => needs === undefined || plant[needs] !== undefined);
}

async function behave(
  services: Plant['services'],
  behaviour: Parameters<Plant['inbox']['behave']>[0],
): Promise<void> {
  await Promise.all(services.map((service) => service.behave(behaviour)));
}

const ALL: readonly (Fault & { readonly needs?: 'redis' | 'disk' })[] = [
  {
    name: 'a worker is killed',
    async strike({ workers }, draw) {
      const worker = workers[draw(0, 1) === 0 ? 0 : 1];
      await worker.kill();
      await delay(draw(0, 500));
      await worker.start();
    },
  },
  {
    name: 'both workers are killed at once',
    async strike({ workers }) {
      await Promise.all(workers.map((worker) => worker.kill()));
      await Promise.all(workers.map((worker) => worker.start()));
    },
  },
  {
    name: 'the api is killed',
    async strike({ api }) {
      await api.kill();
      await api.start();
    },
  },
  {
    name: 'PostgreSQL is restarted at once, without a word',
    async strike(plant, draw) {
      await plant.crashDatabase();
      await plant.ask('SELECT 1');
      await delay(draw(100, 800));
    },
  },
  {
    name: 'Redis is killed and comes back empty',
    needs: 'redis',
    strike: async ({ redis }) => redis?.lose(),
  },
  {
    name: 'inbox and mailboxes take messages and never answer',
    async strike({ services }, draw) {
      await behave(services, { acceptAndHangRate: 0.5 });
      await delay(draw(500, 2500));
      await behave(services, { acceptAndHangRate: 0 });
    },
  },
  {
    name: 'inbox and mailboxes take messages and break: 500, cut connections, nonsense',
    async strike({ services }, draw) {
      await behave(services, { acceptAndFailRate: 0.3, acceptAndCutRate: 0.3, malformedRate: 0.3 });
      await delay(draw(500, 2000));
      await behave(services, { acceptAndFailRate: 0, acceptAndCutRate: 0, malformedRate: 0 });
    },
  },
  {
    name: 'nobody can be asked who has a mailbox',
    async strike({ mailboxes }, draw) {
      await mailboxes.behave({ busyRate: 1 });
      await delay(draw(500, 2500));
      await mailboxes.behave({ busyRate: 0 });
    },
  },
  {
    name: 'the supplier breaks the connection: in a file, and when a run is there',
    async strike({ supplier }, draw) {
      await supplier.server.behave({ breakInFile: draw(0, 3), breakAfterRename: draw(1, 3) });
      await delay(draw(500, 2500));
      await supplier.server.behave({});
    },
  },
  {
    name: 'the supplier has no room, or lets nobody in',
    async strike({ supplier }, draw) {
      await supplier.server.behave(draw(0, 1) === 0 ? { isFull: true } : { refusesKeys: true });
      await delay(draw(500, 2500));
      await supplier.server.behave({});
    },
  },
  {
    name: 'the disk of the artefacts is full',
    needs: 'disk',
    async strike({ disk }, draw) {
      disk?.fill();
      await delay(draw(500, 2500));
      disk?.free();
    },
  },
  {
    name: 'a worker hangs, with everything it holds, and its sweeper with it',
    async strike({ workers }, draw) {
      const worker = workers[draw(0, 1) === 0 ? 0 : 1];
      worker.freeze();
      await delay(draw(1000, 4000));
      worker.thaw();
    },
  },
  {
    name: 'a worker runs with a wrong clock',
    async strike({ workers, office }, draw) {
      const worker = workers[draw(0, 1) === 0 ? 0 : 1];
      const hours = draw(-30, 30);
      const now = new Date(Date.parse(office.variables()['KALLELSE_NOW'] ?? '') + hours * 3_600_000);
      await worker.stop();
      await worker.start({ KALLELSE_NOW: now.toISOString() });
      await delay(draw(500, 2000));
      await worker.stop();
      await worker.start();
    },
  },
];
