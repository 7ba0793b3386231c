import { DefinitionEntity } from './definition.entity';
import { DraftEntity } from './draft.entity';
import { SimulationEntity } from './simulation/simulation.entity';

/** The tables of this lib that TypeORM reads and writes. */
export const PROGRAMME_ENTITIES = [DefinitionEntity, DraftEntity, SimulationEntity];
