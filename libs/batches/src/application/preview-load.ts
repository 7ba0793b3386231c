import type { Actor, AuditLog } from '@kallelse/access';
import { STAGE } from '@kallelse/eligibility';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { ImportResidents, type ImportSummary, type Presumption } from '@kallelse/population';
import type { Programmes } from '@kallelse/programmes';
import type { EntityManager } from 'typeorm';
import { decidedSql } from '../infra/selection-sql';
import { allInForce, type RulesInForce } from './rules-in-force';

/** A register file that is only looked at. */
export interface LoadRequest {
  readonly path: string;
  readonly actor: Actor;
  /** Absent: what the regions have set. */
  readonly presumption?: Presumption | undefined;
  readonly onProgress?: (line: string) => void;
}

/** How many residents could not be decided without asking them, once the file was imported. */
export interface LoadPreview extends ImportSummary {
  readonly presumption: Presumption | 'as set';
  readonly residents: number;
  /** Whom an enquiry would concern; each once, whatever the programmes. */
  readonly wouldEnquire: number;
  readonly programmes: readonly {
    readonly programme: string;
    readonly region: string | null;
    readonly count: number;
  }[];
}

/**
 * Says before anything is stored or sent how many residents a load of the register would leave to be asked about their
 * organs (`enquire`): the file is imported, everybody decided by the rules in force, and everything taken back.
 */
export class PreviewLoad {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
  ) {}

  /** @throws ProblemError PROGRAMMES_NOT_ACTIVE, or what a file can be refused for */
  async run({ path, actor, presumption, onProgress }: LoadRequest): Promise<LoadPreview> {
    const asOf = today(this.clock);
    const rules = await allInForce(this.programmes, null, asOf);
    if (rules.length === 0)
      throw new ProblemError('PROGRAMMES_NOT_ACTIVE', 'no programme is in force, so nobody can be decided', {
        fix: 'submit and approve definitions first: kallelse programme submit FILE',
      });
    const importer = new ImportResidents(this.databases, this.clock, this.audit, presumption);
    const request = { path, actor, acceptGap: true, ...(onProgress ? { onProgress } : {}) };
    const { seen, ...summary } = await importer.preview(request, (tx) => count(tx, rules, asOf));
    if (!seen)
      throw new ProblemError(
        'IMPORT_REPEATED',
        `this very file was imported before, as import ${summary.importId}`,
        {
          fix: 'see what enquiries are due with: kallelse batch plan --enquiry, then batch preview',
        },
      );
    await this.audit.record({ actor, action: 'import.residents-preview', details: { rows: summary.rows } });
    return { ...summary, presumption: presumption ?? 'as set', ...seen };
  }
}

async function count(tx: EntityManager, rules: readonly RulesInForce[], asOf: ReturnType<typeof today>) {
  await tx.query(
    'CREATE TEMPORARY TABLE would_enquire (resident_id bigint, region text, programme text) ON COMMIT DROP',
  );
  for (const { definition, regionsApart } of rules) {
    const { text, parameters } = decidedSql({ definition, asOf, region: null, regionsApart, filters: {} });
    const programme = parameters.add(definition.programme, 'text');
    await tx.query(
      `INSERT INTO would_enquire SELECT resident_id, region, ${programme} FROM (${text}) AS decided WHERE stage = ${STAGE.enquire}`,
      [...parameters.values],
    );
  }
  const programmes = await tx.query<LoadPreview['programmes'][number][]>(
    'SELECT programme, region, count(*)::int AS count FROM would_enquire GROUP BY 1, 2 ORDER BY 1, 2',
  );
  const [all] = await tx.query<{ residents: number; asked: number }[]>(
    `SELECT (SELECT count(*) FROM screening.resident_facts)::int AS residents,
       (SELECT count(DISTINCT resident_id) FROM would_enquire)::int AS asked`,
  );
  return { residents: all?.residents ?? 0, wouldEnquire: all?.asked ?? 0, programmes };
}
