import { type Command } from './command';
import { BATCH_COMMANDS } from './command-lists/batches';
import { DELIVERY_COMMANDS } from './command-lists/delivery';
import { ORGAN_COMMANDS } from './command-lists/organs';
import { PARTICIPATION_COMMANDS } from './command-lists/participation';
import { POPULATION_COMMANDS } from './command-lists/population';
import { PROGRAMME_COMMANDS } from './command-lists/programmes';
import { SYSTEM_COMMANDS } from './command-lists/system';

/** Every command, in the order they are listed. A new one is a file in `commands/` and an entry in `command-lists/`. */
export const COMMANDS: readonly Command[] = [
  ...SYSTEM_COMMANDS,
  ...POPULATION_COMMANDS,
  ...ORGAN_COMMANDS,
  ...PROGRAMME_COMMANDS,
  ...BATCH_COMMANDS,
  ...DELIVERY_COMMANDS,
  ...PARTICIPATION_COMMANDS,
];
