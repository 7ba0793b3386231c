import type { Actor, AuditLog } from '@kallelse/access';
import { nearestName, ProblemError, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import type { LetterTemplates } from '../domain/letter-templates';
import type { Programmes } from './programmes';

export const INTERVENTION_KINDS = [
  'reminder',
  'language',
  'kit-by-mail',
  'health-informer',
  'travel-voucher',
  'other',
] as const;
export type InterventionKind = (typeof INTERVENTION_KINDS)[number];

/** A measure as it is registered: in districts, or drawn by lot. */
export interface NewIntervention {
  readonly name: string;
  readonly programme: string;
  readonly kind: InterventionKind;
  readonly description: string;
  readonly from: PlainDate;
  readonly until?: PlainDate;
  /** Where it is taken; absent: by arms. */
  readonly districts?: readonly string[];
  /** Drawn when a round is generated; the first is what the others are compared with. */
  readonly arms?: readonly string[];
  /** What is drawn for: each person, within area types, or everybody of a week. */
  readonly unit?: 'person' | 'week';
  readonly seed?: string;
  /** Of an arm: letters in place of those that the rules name. */
  readonly templates?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Intervention extends NewIntervention {
  readonly id: number;
  readonly registeredBy: string;
}

/** Registers measures. One that has begun is not changed: only its end may be set. */
export class Interventions {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
    private readonly templates: LetterTemplates,
  ) {}

  /** @throws ProblemError INTERVENTION_INVALID, INTERVENTION_CLASH when another is drawn in the programme at that time */
  async register(given: NewIntervention, actor: Actor): Promise<void> {
    await this.programmes.mustExist(given.programme);
    this.check(given);
    await this.databases.transaction('kallelse_app', async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse interventions'))`);
      await mustKnowDistricts(tx, given.districts ?? []);
      await mustNotClash(tx, given);
      await tx.query(
        `INSERT INTO screening.interventions (name, programme, kind, description, from_date, until_date, districts, arms, unit, seed, templates, registered_by, registered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          ...[given.name, given.programme, given.kind, given.description, given.from, given.until ?? null],
          ...[given.districts ?? null, given.arms ?? null, given.arms ? (given.unit ?? 'person') : null],
          ...[given.arms ? (given.seed ?? given.name) : null, JSON.stringify(given.templates ?? {})],
          ...[actor.user, this.clock.now()],
        ],
      );
    });
    await this.audit.record({ actor, action: 'intervention.register', subject: given.name });
  }

  /** The measure is taken until a day and not after it. */
  async end(name: string, until: PlainDate, actor: Actor): Promise<void> {
    const intervention = await this.show(name);
    if (until < intervention.from)
      throw new ProblemError('INTERVENTION_INVALID', `${intervention.name} cannot end before it begins`, {
        fix: `choose a day from ${intervention.from} on`,
      });
    const planned = intervention.until ?? null;
    if (planned !== null && until > planned)
      throw new ProblemError(
        'INTERVENTION_INVALID',
        `${intervention.name} ends on ${planned} and is not made longer`,
        {
          fix: 'register another one from the day after',
        },
      );
    await this.databases.query(
      'kallelse_app',
      'UPDATE screening.interventions SET until_date = $2 WHERE id = $1',
      [intervention.id, until],
    );
    await this.audit.record({ actor, action: 'intervention.end', subject: intervention.name });
  }

  list(programme?: string): Promise<Intervention[]> {
    return this.databases.query<Intervention>(
      'kallelse_app',
      `SELECT id, name, programme, kind, description, from_date AS "from", until_date AS until, districts, arms, unit, seed, templates, registered_by AS "registeredBy"
       FROM screening.interventions WHERE $1::text IS NULL OR programme = $1 ORDER BY from_date, id`,
      [programme ?? null],
    );
  }

  async show(name: string): Promise<Intervention> {
    const all = await this.list();
    const found = all.find((one) => one.name === name);
    if (found) return found;
    const nearest = nearestName(
      name,
      all.map((one) => one.name),
    );
    throw new ProblemError('INTERVENTION_UNKNOWN', 'there is no such intervention', {
      fix: nearest === undefined ? 'register it first' : `did you mean "${nearest}"?`,
    });
  }

  private check({ name, districts, arms, templates = {} }: NewIntervention): void {
    const problems = [
      ...(/^[a-z][a-z0-9-]{0,39}$/.test(name) ? [] : ['a name is of small letters, digits and hyphens']),
      ...((districts === undefined) === (arms === undefined) ? ['it has either districts or arms'] : []),
      ...(districts?.length === 0 ? ['it needs a district'] : []),
      ...(arms && (arms.length < 2 || arms.length > 6 || new Set(arms).size < arms.length)
        ? ['there are two to six arms, each with a name of its own']
        : []),
      ...Object.keys(templates)
        .filter((arm) => arms?.includes(arm) !== true)
        .map((arm) => `there is no arm ${arm}`),
      ...Object.values(templates)
        .flatMap((changes) => Object.entries(changes).flat())
        .filter((template) => !this.templates().has(template))
        .map((template) => `there is no letter template ${template}`),
    ];
    if (problems.length > 0)
      throw new ProblemError('INTERVENTION_INVALID', problems.join('; '), {
        fix: 'see "kallelse interventions register --help"',
      });
  }
}

async function mustKnowDistricts(tx: EntityManager, districts: readonly string[]): Promise<void> {
  const rows = await tx.query<{ code: string }[]>(
    `SELECT code FROM unnest($1::text[]) AS code WHERE NOT EXISTS (SELECT FROM analytics.districts AS known WHERE known.code = code.code)`,
    [districts],
  );
  if (rows.length === 0) return;
  throw new ProblemError(
    'DISTRICT_UNKNOWN',
    `no edition of the districts has ${rows.map(({ code }) => code).join(', ')}`,
    { fix: 'check the codes; districts are loaded by "kallelse import districts FILE"' },
  );
}

/** A round is drawn for one measure: two at a time could not be told apart. */
async function mustNotClash(
  tx: EntityManager,
  { name, programme, arms, from, until }: NewIntervention,
): Promise<void> {
  const rows = await tx.query<{ name: string }[]>(
    `SELECT name FROM screening.interventions WHERE name = $1 OR ($2::boolean AND arms IS NOT NULL AND programme = $3
       AND daterange(from_date, until_date, '[]') && daterange($4::date, $5::date, '[]')) LIMIT 1`,
    [name, arms !== undefined, programme, from, until ?? null],
  );
  const other = rows[0]?.name;
  if (other === undefined) return;
  throw other === name
    ? new ProblemError('INTERVENTION_CLASH', `${other} is registered already`, { fix: 'choose another name' })
    : new ProblemError('INTERVENTION_CLASH', `${other} is drawn in ${programme} at that time`, {
        fix: `end it first: kallelse interventions end ${other} --until DATE`,
      });
}
