/** The synthetic region of `kallelse demo` and `kallelse bench`: invented residents in the formats an office receives. */
export type { EventLine } from './event-line';
export type { OnProgress, WrittenFile } from './file-writer';
export type { AreaType, DistrictRow } from './geography';
export type { ChangeCounts, Counts, EventCounts, RegionManifest, ResidentCounts } from './manifest';
export type { RegionOptions } from './options';
export type { TestOutcome } from './outcomes';
export { meanParticipation, PARTICIPATION_BY_AREA_TYPE, PROGRAMMES, type Programme } from './participation';
export { generateRegion, REGION_FILES, type SyntheticRegion } from './region';
export { RESIDENT_COLUMNS, type ResidentRow } from './resident-row';
export { respond, type ContactKind, type ResidentResponse } from './respond';
export type { CatchmentRow, UnitRow } from './units';
