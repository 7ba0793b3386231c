import { parseDefinition, type Definition, type Version } from '@kallelse/eligibility';
import { dateInStockholm, ProblemError, type PlainDate } from '@kallelse/kernel';
import type { DatedVersion } from '../domain/active-version';
import { lifecycleState, type DecidedVersion, type LifecycleState } from '../domain/lifecycle-state';
import type { DefinitionEntity } from '../infra/definition.entity';

/** A stored version with its parsed rules. */
export interface ProgrammeVersion {
  readonly id: number;
  /** Absent (null): national. */
  readonly region: string | null;
  /** Where it stands today. */
  readonly state: LifecycleState;
  readonly author: string;
  readonly submittedBy: string;
  readonly approvedBy: string | null;
  readonly approvedOn: PlainDate | null;
  readonly validFrom: PlainDate;
  readonly withdrawnOn: PlainDate | null;
  /** Of a regional override: the national version it was made from. */
  readonly baseId: number | null;
  readonly definition: Definition;
}

/** The same with the document it was read from. */
export type StoredVersion = ProgrammeVersion & Pick<Version, 'document'>;

/** A stored version as the rules of its lifecycle see it. */
export function decided(entity: DefinitionEntity): DecidedVersion & DatedVersion {
  const { id, region, state, validFrom, withdrawnAt } = entity;
  return { id, region, state, validFrom, withdrawnOn: withdrawnAt && dateInStockholm(withdrawnAt) };
}

/** @param versions those of its programme among them it may supersede or be superseded by */
export function toVersion(
  entity: DefinitionEntity,
  versions: readonly DefinitionEntity[],
  on: PlainDate,
): ProgrammeVersion {
  const parsed = parseDefinition(entity.document);
  if (!parsed.ok) {
    throw new ProblemError(
      'PROGRAMME_UNREADABLE',
      `${entity.programme}@${entity.version} cannot be read by this version of Kallelse`,
      { fix: 'run the version of Kallelse that it was approved with, or submit a new version' },
    );
  }
  const { author, submittedBy, approvedBy, approvedAt, baseId } = entity;
  const own = decided(entity);
  const same = versions.filter(({ programme }) => programme === entity.programme);
  return {
    ...own,
    state: lifecycleState(own, same.map(decided), on),
    author,
    submittedBy,
    approvedBy,
    approvedOn: approvedAt && dateInStockholm(approvedAt),
    baseId,
    definition: parsed.value,
  };
}
