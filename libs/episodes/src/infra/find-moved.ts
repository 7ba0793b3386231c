import {
  compileToSql,
  decodeDecision,
  leavesOf,
  parseDefinition,
  type DecisionRow,
  type Definition,
} from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { registerFacts } from '@kallelse/population';
import { activeVersion } from '@kallelse/programmes';
import type { Settling } from './round-rules';

/** An open round of somebody who lives in another region now. */
interface MovedRound {
  readonly id: number;
  readonly resident: number;
  readonly programme: string;
  /** Where the round began, and where its resident lives now. */
  readonly from: string | null;
  readonly to: string;
}

interface ApprovedRow {
  readonly id: number;
  readonly programme: string;
  readonly region: string | null;
  readonly validFrom: PlainDate;
  readonly document: object;
}

const MOVED = `
  SELECT episode.id, episode.resident_id AS resident, episode.programme, episode.region AS "from", facts.region AS "to"
  FROM screening.episodes AS episode JOIN screening.resident_facts AS facts USING (resident_id)
  WHERE episode.state = 'open' AND episode.handed_over_on IS NOT NULL AND facts.residency_status = 'registered'
    AND facts.region IS NOT NULL AND facts.region IS DISTINCT FROM episode.region`;

/**
 * Rounds whose residents have moved stay as they are until their validity ends, unless the new region's own rules would call
 * them sooner: then the round makes room. Those whose rules are the same in both regions stay.
 * @returns the rounds that are over
 */
export async function findMoved(settling: Settling): Promise<number[]> {
  const { tx, today } = settling;
  const moved = await tx.query<MovedRound[]>(MOVED);
  if (moved.length === 0) return [];
  const approved = await tx.query<ApprovedRow[]>(
    `SELECT id, programme, region, valid_from AS "validFrom", document FROM screening.definitions
     WHERE approved_at IS NOT NULL AND withdrawn_at IS NULL AND programme = ANY ($1)`,
    [[...new Set(moved.map(({ programme }) => programme))]],
  );
  const over: number[] = [];
  for (const [key, rounds] of groupBy(moved, ({ programme, to }) => `${programme} ${to}`)) {
    const [programme = '', to = ''] = key.split(' ');
    const versions = approved.flatMap((one) =>
      one.programme === programme ? [{ ...one, withdrawnOn: null }] : [],
    );
    const rules = activeVersion(versions, to, today);
    // Not the version that the round began under: a newer one for everybody is no reason to begin again.
    const others = rounds.filter(({ from }) => activeVersion(versions, from, today)?.id !== rules?.id);
    const parsed = rules && parseDefinition(rules.document);
    if (others.length === 0 || parsed?.ok !== true) continue;
    over.push(...(await calledBy(settling, parsed.value, others)));
  }
  return over;
}

async function calledBy(
  { tx, today }: Settling,
  definition: Definition,
  rounds: readonly MovedRound[],
): Promise<number[]> {
  const rules = withoutOwnRound(definition);
  const residents = rounds.map(({ resident }) => resident);
  const { text, values } = compileToSql(rules, today, {
    source: registerFacts(
      rules.programme,
      today,
      (bound) => `r.resident_id = ANY (${bound.add(residents, 'bigint[]')})`,
    ),
  });
  const rows = await tx.query<DecisionRow[]>(text, [...values]);
  const called = new Set(
    rows.filter((row) => decodeDecision(rules, today, row).status === 'invite').map((row) => row.resident_id),
  );
  return rounds.filter(({ resident }) => called.has(resident)).map(({ id }) => id);
}

/** The rules as if no round were open. */
function withoutOwnRound(definition: Definition): Definition {
  const holds = definition.holds.filter(
    ({ when }) => !leavesOf(when).some(({ fact }) => fact.name === 'episode.open'),
  );
  return { ...definition, holds };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
