import { readReason, Rights, type Actor, type AuditLog } from '@kallelse/access';
import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';

/** Somebody who has not answered an enquiry in time: whom the office calls, or asks at the next contact. */
export interface UnansweredEnquiry {
  readonly exception: number;
  readonly resident: number;
  /** Null of a protected resident. */
  readonly region: string | null;
  readonly organs: readonly string[];
  /** When the letter left (plain date), and how many days ago. */
  readonly askedOn: string;
  readonly days: number;
}

/** Whose list, for whom, and why. */
export interface UnansweredRequest {
  readonly region?: string | undefined;
  readonly limit: number;
  readonly actor: Actor;
  readonly reason: string;
}

/** The office's work list of enquiries that nobody has answered in 90 days; settling rounds puts them there. */
export class UnansweredEnquiries {
  private readonly rights: Rights;

  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {
    this.rights = new Rights(databases, clock, audit);
  }

  /** Longest unanswered first; each person shown is an audit row. @throws ProblemError RIGHT_MISSING */
  async list({ region, limit, actor, reason }: UnansweredRequest): Promise<UnansweredEnquiry[]> {
    const why = readReason(reason);
    await this.rights.must(actor, 'organ-inventory');
    const found = await this.databases.query<UnansweredEnquiry>('kallelse_selection', UNANSWERED, [
      ...[today(this.clock), region ?? null, limit],
    ]);
    await this.audit.recordAll(
      found.map(({ exception, resident: residentId }) => ({
        ...{ actor, action: 'organs.unanswered', subject: `exception ${exception}`, residentId, reason: why },
      })),
    );
    return found;
  }
}

const UNANSWERED = `
  SELECT raised.id AS exception, contact.resident_id AS resident, CASE WHEN reach.protection = 'none' THEN facts.region END AS region,
    contact.organs, contact.handed_over_on AS "askedOn", $1::date - contact.handed_over_on AS days
  FROM screening.exceptions AS raised JOIN screening.contacts AS contact ON raised.subject = 'contact ' || contact.id
  JOIN screening.resident_facts AS facts ON facts.resident_id = contact.resident_id
  JOIN screening.resident_reach AS reach ON reach.resident_id = contact.resident_id
  WHERE raised.kind = 'enquiry-unanswered' AND raised.resolved_at IS NULL
    AND ($2::text IS NULL OR (facts.region = $2 AND reach.protection = 'none'))
  ORDER BY contact.handed_over_on, raised.id LIMIT $3`;
