import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { OptOutKind, OptOutWish, PreferenceName } from '../domain/opt-out';
import { householdKey } from './register/household-key';
import { refreshFacts } from './register/refresh-facts';
import { refreshReach } from './register/refresh-reach';

/** An opt-out or deferral as it stands; `number` is what it is revoked by. */
export interface ShownWish {
  readonly number: number;
  readonly programme: string;
  readonly kind: OptOutKind | 'deferral';
  readonly from: PlainDate;
  readonly until: PlainDate | null;
  /** The day from which it no longer counts. */
  readonly revoked: PlainDate | null;
  readonly recordedAt: Date;
}

/** When a wish is taken down. */
export interface WishMoment {
  readonly now: Date;
  readonly today: PlainDate;
}

/** Opt-outs and deferrals of resident $1, in the order they were made. */
export const WISHES = `
  SELECT seq AS number, programme, kind, from_date AS "from", until_date AS until, revoked, recorded_at AS "recordedAt"
  FROM screening.opt_outs WHERE resident_id = $1 AND superseded_at IS NULL
  UNION ALL
  SELECT seq, programme, 'deferral', from_date, until_date, NULL, recorded_at
  FROM screening.events WHERE resident_id = $1 AND superseded_at IS NULL AND type = 'deferral' ORDER BY "from", number`;

/** An entry of our own: its reference and what it is recognised by, from its number `seq`. */
const OWN = (kind: string): string =>
  `'kallelse:${kind}:' || seq, substring(sha256(convert_to('ref:kallelse:${kind}:' || seq, 'UTF8')) FOR 16)`;
const NEXT = `WITH next AS (SELECT nextval('screening.source_seq') AS seq)`;

/** Appends an opt-out from today on and derives facts anew; under the import lock. @returns its number */
export async function appendOptOut(
  tx: EntityManager,
  of: { readonly resident: number; readonly programme: string },
  { kind, until }: OptOutWish,
  { now, today }: WishMoment,
): Promise<number> {
  const [made] = await tx.query<{ seq: number }[]>(
    `${NEXT} INSERT INTO screening.opt_outs (seq, resident_id, programme, kind, from_date, until_date, ref, fingerprint, recorded_at)
     SELECT seq, $1::bigint, $2, $3, $4::date, $5::date, ${OWN('opt-out')}, $6 FROM next RETURNING seq`,
    [of.resident, of.programme, kind, today, until, now],
  );
  await refreshFacts(tx, today, `SELECT ${of.resident}::bigint`);
  return made?.seq ?? 0;
}

/** Appends a deferral from today on and derives facts anew; under the import lock. @returns its number */
export async function appendDeferral(
  tx: EntityManager,
  of: { readonly resident: number; readonly programme: string },
  until: PlainDate,
  { now, today }: WishMoment,
): Promise<number> {
  const [made] = await tx.query<{ seq: number }[]>(
    `${NEXT} INSERT INTO screening.events (seq, resident_id, programme, type, from_date, until_date, ref, fingerprint, recorded_at)
     SELECT seq, $1::bigint, $2, 'deferral', $3::date, $4::date, ${OWN('deferral')}, $5 FROM next RETURNING seq`,
    [of.resident, of.programme, today, until, now],
  );
  await refreshFacts(tx, today, `SELECT ${of.resident}::bigint`);
  return made?.seq ?? 0;
}

/** Whose wish it was, and of which programme. */
export interface RevokedWish {
  readonly resident: number;
  readonly programme: string;
}

/**
 * Revokes an opt-out, or ends a deferral with yesterday (one that began today has never been); what was known of it until
 * now stays as a former version.
 * @returns undefined when no such wish stands, or it has been revoked
 */
export async function revokeWish(
  tx: EntityManager,
  number: number,
  { now, today }: WishMoment,
): Promise<RevokedWish | undefined> {
  const [optOut] = await tx.query<RevokedWish[]>(
    `WITH ended AS (UPDATE screening.opt_outs SET superseded_at = $2
       WHERE seq = $1 AND superseded_at IS NULL AND revoked IS NULL RETURNING *),
     version AS (INSERT INTO screening.opt_outs
         (seq, resident_id, programme, kind, from_date, until_date, revoked, ref, fingerprint, import_id, recorded_at)
       SELECT seq, resident_id, programme, kind, from_date, until_date, $3::date, ref, fingerprint, import_id, $2 FROM ended)
     SELECT resident_id AS resident, programme FROM ended`,
    [number, now, today],
  );
  const [deferral] = optOut
    ? []
    : await tx.query<RevokedWish[]>(
        `WITH ended AS (UPDATE screening.events SET superseded_at = $2 WHERE seq = $1 AND superseded_at IS NULL
           AND type = 'deferral' AND (until_date IS NULL OR until_date >= $3::date) RETURNING *),
         version AS (INSERT INTO screening.events
             (seq, resident_id, programme, type, from_date, until_date, ref, fingerprint, import_id, recorded_at)
           SELECT seq, resident_id, programme, type, from_date, $3::date - 1, ref, fingerprint, import_id, $2
           FROM ended WHERE from_date < $3::date)
         SELECT resident_id AS resident, programme FROM ended`,
        [number, now, today],
      );
  const revoked = optOut ?? deferral;
  if (revoked) await refreshFacts(tx, today, `SELECT ${revoked.resident}::bigint`);
  return revoked;
}

/** Appends preferences, which beat what the register says, and derives anew how the resident is reached. */
export async function appendPreferences(
  tx: EntityManager,
  resident: number,
  wanted: ReadonlyMap<PreferenceName, string | null>,
  { now, today }: WishMoment,
): Promise<void> {
  for (const [name, value] of wanted) {
    await tx.query(
      `${NEXT} INSERT INTO screening.preferences (seq, resident_id, name, value, recorded, ref, fingerprint, recorded_at)
       SELECT seq, $1::bigint, $2, $3, $4::date, ${OWN('preference')}, $5 FROM next`,
      [resident, name, value, today, now],
    );
  }
  await refreshReach(tx, await householdKey(tx), `SELECT ${resident}::bigint`);
}
