import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { readReason, Rights, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import { seal, unseal, type ArtefactStore, type Databases, type DerivedKeys } from '@kallelse/platform';
import { lockImports, RejectedFile, stageCalls } from '@kallelse/population';
import type { Programmes } from '@kallelse/programmes';
import type { EntityManager } from 'typeorm';
import { tabulate, type Comparison } from '../domain/comparison';
import {
  countOutcomes,
  daysOf,
  decideCalled,
  decideMissed,
  differingRows,
  MOST_ROWS,
  prepareShadow,
  type DifferingRow,
  type ShadowRules,
} from '../infra/shadow-calls';
import { inForce } from './rules-in-force';

/** How long the list of people can be read. */
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
/** Days decided between two lines of progress. */
const TOLD_DAYS = 25;

/** A call list, and who compares it. */
export interface CompareRequest {
  readonly path: string;
  readonly actor: Actor;
  /** Whose list it is: people of other regions are not missed in it. Absent: it is of all regions. */
  readonly region?: string | undefined;
  /** Keep the list of people, too: takes the right `organ-inventory`, and why. */
  readonly rowsReason?: string | undefined;
  readonly onProgress?: (line: string) => void;
}

/** What {@link CompareCalls} works with. */
export interface CompareParts {
  readonly databases: Databases;
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly programmes: Programmes;
  readonly artefacts: ArtefactStore;
  readonly keys: DerivedKeys;
}

/** What one comparison came to, and where the rows stand that could not be compared. */
export interface ComparisonResult extends Comparison {
  readonly rejectedFile?: string;
}

/** Those who came out differently, in a list that was cut at {@link MOST_ROWS} where `isCut`. */
export interface DifferingList {
  readonly comparison: number;
  readonly isCut: boolean;
  readonly rows: readonly DifferingRow[];
}

type Days = Comparison['days'][number];
type Told = (line: string) => void;

/**
 * A shadow run: given the call list of the system in use today, whom it called and Kallelse would not, and whom Kallelse
 * would call on its last day and it did not. Nothing of the list is kept but counts that protect small groups; the people,
 * where somebody with the right asks for them, encrypted and for 30 days.
 */
export class CompareCalls {
  private readonly rights: Rights;

  constructor(private readonly parts: CompareParts) {
    this.rights = new Rights(parts.databases, parts.clock, parts.audit);
  }

  /** @throws ProblemError RIGHT_MISSING, PROGRAMMES_NOT_ACTIVE, REGION_FORM, or what a file can be refused for */
  async run(request: CompareRequest): Promise<ComparisonResult> {
    const { path, actor, region, rowsReason } = request;
    const reason = rowsReason === undefined ? undefined : readReason(rowsReason);
    if (reason !== undefined) await this.rights.must(actor, 'organ-inventory');
    if (region !== undefined && !REGION.test(region)) throw regionForm();
    const rules = await this.rules();
    await this.expire();
    const rejectedFile = new RejectedFile(path);
    try {
      const { sha256, differing, ...result } = await this.parts.databases.transaction(
        'kallelse_import',
        (tx) => this.shadowRun(tx, request, rules, rejectedFile),
      );
      const kept = await this.keep(actor, reason, sha256, result, differing);
      const placed = await rejectedFile.putInPlace();
      return { ...result, ...kept, ...(placed === undefined ? {} : { rejectedFile: placed }) };
    } catch (error) {
      await rejectedFile.discard();
      throw error;
    }
  }

  /** The people of a comparison, while they are kept. @throws ProblemError RIGHT_MISSING, COMPARISON_EXPIRED */
  async rows(comparison: number, actor: Actor, text: string): Promise<DifferingList> {
    const reason = readReason(text);
    await this.rights.must(actor, 'organ-inventory');
    await this.expire();
    const { databases, audit, artefacts, keys } = this.parts;
    const [kept] = await databases.query<{ artefact: string | null; key: Buffer | null }>(
      'kallelse_app',
      'SELECT artefact, wrapped_key AS key FROM screening.call_comparisons WHERE id = $1',
      [comparison],
    );
    if (!kept?.artefact || !kept.key) throw expired();
    const key = unseal(await keys.key('comparison-rows'), kept.key);
    const content = unseal(key, await buffer(await artefacts.read(kept.artefact)));
    const rows = JSON.parse(content.toString('utf8')) as DifferingRow[];
    const subject = `comparison ${comparison}`;
    await audit.record({
      actor,
      action: 'calls.compare-rows',
      subject,
      reason,
      details: { rows: rows.length },
    });
    return { comparison, isCut: rows.length === MOST_ROWS, rows };
  }

  /** Deletes what has expired; without its key a copy of the artefact is worth nothing. @returns how many */
  async expire(): Promise<number> {
    const { databases, clock, artefacts } = this.parts;
    const due = await databases.query<{ id: number; artefact: string }>(
      'kallelse_app',
      'SELECT id, artefact FROM screening.call_comparisons WHERE artefact IS NOT NULL AND expires_at <= $1',
      [clock.now()],
    );
    for (const { id, artefact } of due) {
      await artefacts.remove(artefact);
      await databases.query(
        'kallelse_app',
        'UPDATE screening.call_comparisons SET artefact = NULL, wrapped_key = NULL WHERE id = $1',
        [id],
      );
    }
    return due.length;
  }

  private async shadowRun(
    tx: EntityManager,
    { path, region, rowsReason, onProgress = () => undefined }: CompareRequest,
    rules: ReadonlyMap<string, readonly ShadowRules[]>,
    rejectedFile: RejectedFile,
  ) {
    await lockImports(tx);
    const context = { today: today(this.parts.clock), programmes: new Set(rules.keys()) };
    onProgress('reading the call list');
    const { sha256, ...read } = await stageCalls(tx, path, rejectedFile, context);
    await rejectedFile.close();
    onProgress(`${read.rows} rows read, ${read.rejected} rejected; deciding`);
    await prepareShadow(tx);
    const days = await tx.query<Days[]>(
      'SELECT programme, min(called_on) AS first, max(called_on) AS last FROM called GROUP BY 1 ORDER BY 1',
    );
    for (const { programme, last } of days)
      for (const one of rules.get(programme) ?? []) await decideBoth(tx, one, last, region, onProgress);
    await tx.query('ANALYZE shadow');
    const outcomes = tabulate(await countOutcomes(tx));
    const differing = rowsReason === undefined ? undefined : await differingRows(tx);
    return { ...read, sha256, days, outcomes, differing };
  }

  /** The rules in force today by programme: for all regions, and for those that have their own. */
  private async rules(): Promise<ReadonlyMap<string, readonly ShadowRules[]>> {
    const { programmes, clock } = this.parts;
    const on: PlainDate = today(clock);
    const active = (await programmes.list()).filter(({ state }) => state === 'active');
    if (active.length === 0)
      throw new ProblemError('PROGRAMMES_NOT_ACTIVE', 'no programme is in force, so nobody can be decided', {
        fix: 'submit and approve definitions first: kallelse programme submit FILE',
      });
    const found = new Map<string, ShadowRules[]>();
    for (const { definition, region } of active) {
      const { programme } = definition;
      const rules = await inForce(programmes, programme, region, on);
      found.set(programme, [...(found.get(programme) ?? []), { ...rules, region }]);
    }
    return found;
  }

  /** Stores the result with its audit row; the people as an artefact that nothing but this row can open. */
  private async keep(
    actor: Actor,
    reason: string | undefined,
    sha256: string,
    result: { readonly rows: number },
    differing: readonly DifferingRow[] | undefined,
  ): Promise<{ readonly comparison: number; readonly rowsUntil: Date | null }> {
    const { databases, clock, audit, artefacts, keys } = this.parts;
    const now = clock.now();
    const until = new Date(now.getTime() + KEPT_DAYS * DAY_MS);
    const key = randomBytes(32);
    const artefact = differing && (await artefacts.write(seal(key, JSON.stringify(differing)))).name;
    const wrapped = differing ? seal(await keys.key('comparison-rows'), key) : null;
    try {
      const comparison = await databases.transaction('kallelse_app', async (tx) => {
        const [made] = await tx.query<{ id: number }[]>(
          `INSERT INTO screening.call_comparisons (sha256, result, artefact, wrapped_key, expires_at, compared_by, compared_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
          [sha256, JSON.stringify(result), artefact ?? null, wrapped, until, actor.user, now],
        );
        const id = made?.id ?? 0;
        const details = { rows: result.rows, sha256, people: differing?.length };
        const entry = { actor, action: 'calls.compare', subject: `comparison ${id}`, details };
        await audit.record(reason === undefined ? entry : { ...entry, reason });
        return id;
      });
      return { comparison, rowsUntil: differing ? until : null };
    } catch (error) {
      if (artefact !== undefined) await artefacts.remove(artefact);
      throw error;
    }
  }
}

async function decideBoth(
  tx: EntityManager,
  rules: ShadowRules,
  last: PlainDate,
  within: string | undefined,
  onProgress: Told,
): Promise<void> {
  const { definition, region } = rules;
  const what = `${definition.programme}${region === null ? '' : ` in region ${region}`}`;
  const days = await daysOf(tx, definition.programme);
  await decideCalled(tx, rules, days, (done) => {
    if (done === 0) onProgress(`${what}: deciding the calls of ${days.length} days`);
    else if (done % TOLD_DAYS === 0) onProgress(`${what}: ${done} of ${days.length} days decided`);
  });
  onProgress(`${what}: looking for whom the list has missed`);
  await decideMissed(tx, rules, last, within);
}

const REGION = /^\d{2}$/;

function regionForm(): ProblemError {
  return new ProblemError('REGION_FORM', 'a region is two digits, as in 01', { exitCode: 2 });
}

function expired(): ProblemError {
  return new ProblemError(
    'COMPARISON_EXPIRED',
    'there is no comparison of this number with a list of people, or none any more',
    { fix: 'compare the file again: kallelse compare FILE --rows --reason TEXT' },
  );
}
