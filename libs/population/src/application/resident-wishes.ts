import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { readLastDay, readOptOut, readPreferenceValue, type PreferenceName } from '../domain/opt-out';
import { lockImports } from '../infra/import-ledger';
import { residentNotThere } from '../infra/resident-not-there';
import {
  appendDeferral,
  appendOptOut,
  appendPreferences,
  revokeWish,
  WISHES,
  type RevokedWish,
  type ShownWish,
  type WishMoment,
} from '../infra/wish-rows';

export type { RevokedWish, ShownWish } from '../infra/wish-rows';
export type { PreferenceName } from '../domain/opt-out';

/** Whom a wish is of, who takes it down, and why. */
export interface WishRequest {
  readonly resident: number;
  readonly actor: Actor;
  readonly reason: string;
}

/**
 * What residents ask for themselves: to decline a programme (for good, until a day, this round), to be called later, and
 * how letters reach them. Takes effect at once, on contacts already generated too: the send gate asks again. Audited.
 */
export class ResidentWishes {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Opt-outs and deferrals of a resident, revoked ones too. @throws ProblemError RESIDENT_UNKNOWN, RESIDENT_MERGED */
  async list(resident: number, actor: Actor): Promise<ShownWish[]> {
    await this.mustBeThere(resident);
    await this.audit.record({ actor, action: 'residents.opt-outs', residentId: resident });
    return this.databases.query<ShownWish>('kallelse_import', WISHES, [resident]);
  }

  /**
   * Declines a programme from today on; `programme` is the caller's to check.
   * @returns the number it is revoked by
   * @throws ProblemError OPT_OUT_UNTIL, REASON_MISSING, RESIDENT_UNKNOWN, RESIDENT_MERGED
   */
  async optOut(
    request: WishRequest & {
      readonly programme: string;
      readonly until?: string | undefined;
      readonly round?: boolean | undefined;
    },
  ): Promise<number> {
    const wish = readOptOut(request, today(this.clock));
    const details = { kind: wish.kind, until: wish.until };
    return this.change('residents.opt-out', request, details, (tx, moment) =>
      appendOptOut(tx, request, wish, moment),
    );
  }

  /** Holds a resident in a programme until a day, both days included. @returns the number it is revoked by */
  async defer(
    request: WishRequest & { readonly programme: string; readonly until: string },
  ): Promise<number> {
    const until = readLastDay(request.until, today(this.clock));
    return this.change('residents.defer', request, { until }, (tx, moment) =>
      appendDeferral(tx, request, until, moment),
    );
  }

  /** Revokes an opt-out or a deferral from today on. @throws ProblemError OPT_OUT_UNKNOWN, REASON_MISSING */
  async revoke(number: number, actor: Actor, text: string): Promise<RevokedWish> {
    const reason = readReason(text);
    return this.databases.transaction('kallelse_import', async (tx) => {
      await lockImports(tx);
      const revoked = await revokeWish(tx, number, this.moment());
      if (!revoked)
        throw new ProblemError('OPT_OUT_UNKNOWN', 'no opt-out or deferral of this number still holds', {
          fix: 'see those of a resident with: kallelse optout list ID',
        });
      const { resident: residentId, programme: subject } = revoked;
      const action = 'residents.opt-out-revoke';
      await this.audit.record({ actor, action, residentId, subject, reason, details: { number } });
      return revoked;
    });
  }

  /** Sets preferences; `none` takes one back. @throws ProblemError PREFERENCE */
  async prefer(
    request: WishRequest & { readonly wanted: Partial<Record<PreferenceName, string>> },
  ): Promise<void> {
    const wanted = new Map(
      Object.entries(request.wanted).map(([name, text]): [PreferenceName, string | null] => [
        name as PreferenceName,
        readPreferenceValue(name as PreferenceName, text),
      ]),
    );
    await this.change('residents.prefer', request, Object.fromEntries(wanted), (tx, moment) =>
      appendPreferences(tx, request.resident, wanted, moment),
    );
  }

  private async change<T>(
    action: string,
    { resident, actor, reason: text, programme }: WishRequest & { readonly programme?: string },
    details: object,
    work: (tx: EntityManager, moment: WishMoment) => Promise<T>,
  ): Promise<T> {
    const reason = readReason(text);
    await this.mustBeThere(resident);
    return this.databases.transaction('kallelse_import', async (tx) => {
      await lockImports(tx);
      const result = await work(tx, this.moment());
      const subject = programme === undefined ? {} : { subject: programme };
      await this.audit.record({ actor, action, residentId: resident, ...subject, reason, details });
      return result;
    });
  }

  private moment(): WishMoment {
    return { now: this.clock.now(), today: today(this.clock) };
  }

  private async mustBeThere(resident: number): Promise<void> {
    const sql = 'SELECT 1 FROM screening.resident_facts WHERE resident_id = $1';
    const known = await this.databases.query('kallelse_import', sql, [resident]);
    if (known.length === 0) throw await residentNotThere(this.databases, resident, 'optout list');
  }
}
