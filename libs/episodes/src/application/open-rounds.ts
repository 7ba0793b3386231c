import type { Definition } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { missedRoundsSql } from '@kallelse/population';
import { letterInPlace, silentRounds } from '../domain/silent-rounds';
import { drawArms } from '../infra/draw-arms';
import { tellRounds } from '../infra/round-events';
import { assignTimes } from '../infra/times/assign-times';

/** A set of residents to open rounds for, as a subselect in the caller's transaction. */
export interface RoundSelection {
  /** Columns resident_id, region, municipality, district, area_type, is_protected. */
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface RoundsToOpen {
  readonly batchId: number;
  readonly definitionId: number;
  readonly definition: Definition;
  readonly selection: RoundSelection;
  readonly now: Date;
  readonly today: PlainDate;
}

/**
 * Opens a round with its first contact, and its time where it needs one, for every resident of the selection, in the caller's transaction (role
 * kallelse_generate). Whoever already has an open round in the programme is left out by the constraint; running it
 * again adds nothing.
 * @returns how many rounds were opened
 */
export async function openRounds(tx: EntityManager, rounds: RoundsToOpen): Promise<number> {
  const { batchId, definitionId, definition, selection, now, today } = rounds;
  const [step] = definition.delivery.steps;
  if (!step) throw new Error('a definition without steps opens no rounds');
  const place = (n: number): string => `$${selection.values.length + n}`;
  const [row] = await tx.query<{ opened: number }[]>(
    `WITH opened AS (
       INSERT INTO screening.episodes
         (resident_id, programme, definition_id, batch_id, region, municipality, district, area_type, is_protected, opened_on, without_kit, age, language, is_first)
       SELECT selected.resident_id, ${place(1)}::text, ${place(2)}::bigint, ${place(3)}::bigint, selected.region,
         CASE WHEN NOT is_protected THEN selected.municipality END, CASE WHEN NOT is_protected THEN selected.district END,
         CASE WHEN NOT is_protected THEN selected.area_type END, is_protected, ${place(4)}::date, ${withoutKitSql(place)},
         extract(year FROM age(${place(4)}::date, person.birth_date)), coalesce(way.language, 'sv'),
         NOT EXISTS (SELECT FROM screening.episodes AS earlier WHERE earlier.resident_id = selected.resident_id AND earlier.programme = ${place(1)}::text)
       FROM (${selection.text}) AS selected
       LEFT JOIN screening.resident_facts AS person USING (resident_id) LEFT JOIN screening.resident_reach AS way USING (resident_id)
       ON CONFLICT (resident_id, programme) WHERE state = 'open' DO NOTHING RETURNING id, resident_id, without_kit),
     invited AS (
       INSERT INTO screening.contacts (batch_id, episode_id, resident_id, kind, step, template, due_on, changed_at)
       SELECT ${place(3)}::bigint, id, resident_id, ${place(8)}::text, ${place(5)}::text, CASE WHEN without_kit THEN ${place(9)}::text ELSE ${place(6)}::text END, ${place(4)}::date, ${place(7)}::timestamptz
       FROM opened ORDER BY id RETURNING 1)
     SELECT count(*) AS opened FROM invited`,
    [
      ...[
        ...selection.values,
        definition.programme,
        definitionId,
        batchId,
        today,
        step.id,
        step.template,
        now,
      ],
      step.announces ? 'announcement' : 'invitation',
      letterInPlace(definition, step) ?? step.template,
      definition.countsTests ? [...definition.countsTests] : null,
      silentRounds(definition) ?? null,
    ],
  );
  await tellRounds({ tx, now, today }, `batch_id = $1 AND state = 'open'`, [batchId]);
  await assignTimes(tx, { batchId, now, today });
  await drawArms(tx, { batchId, programme: definition.programme, today });
  return row?.opened ?? 0;
}

/**
 * Whether somebody selected has missed so many rounds that a letter comes in place of the kit, as SQL.
 * @param place of the parameters: 1 programme, 4 today, 10 methods that count, 11 how many rounds, null: never
 */
function withoutKitSql(place: (n: number) => string): string {
  return `${place(11)}::int IS NOT NULL AND coalesce((SELECT ${missedRoundsSql('history', place(10), `${place(4)}::date`)} FROM screening.programme_facts AS history
    WHERE history.programme = ${place(1)}::text AND history.resident_id = selected.resident_id), 0) >= ${place(11)}::int`;
}

/**
 * Makes the questionnaires of a selection (columns resident_id, template, asks); whoever has the same one open is left out
 * by the constraint.
 * @returns how many were made
 */
export async function openQuestionnaires(
  tx: EntityManager,
  { batchId, selection, now, today }: Pick<RoundsToOpen, 'batchId' | 'selection' | 'now' | 'today'>,
): Promise<number> {
  const place = (n: number): string => `$${selection.values.length + n}`;
  const made = await tx.query<unknown[]>(
    `INSERT INTO screening.contacts (batch_id, resident_id, kind, step, template, questions, due_on, changed_at)
     SELECT ${place(1)}::bigint, resident_id, 'questionnaire', 'questionnaire', template, asks, ${place(2)}::date, ${place(3)}::timestamptz
     FROM (${selection.text}) AS selected ORDER BY resident_id, template
     ON CONFLICT (resident_id, template) WHERE kind = 'questionnaire' AND closed_on IS NULL DO NOTHING RETURNING 1`,
    [...selection.values, batchId, today, now],
  );
  return made.length;
}

/**
 * Makes one letter for every resident of the selection (column resident_id) that takes an earlier one back.
 * @returns how many were made
 */
export async function openCorrections(
  tx: EntityManager,
  { batchId, selection, now, today }: Pick<RoundsToOpen, 'batchId' | 'selection' | 'now' | 'today'>,
): Promise<number> {
  const place = (n: number): string => `$${selection.values.length + n}`;
  const made = await tx.query<unknown[]>(
    `INSERT INTO screening.contacts (batch_id, resident_id, kind, step, template, due_on, changed_at)
     SELECT ${place(1)}::bigint, resident_id, 'correction', 'correction', '${CORRECTION_TEMPLATE}', ${place(2)}::date, ${place(3)}::timestamptz
     FROM (${selection.text}) AS selected ORDER BY resident_id
     ON CONFLICT (batch_id, resident_id) WHERE kind = 'correction' DO NOTHING RETURNING 1`,
    [...selection.values, batchId, today, now],
  );
  return made.length;
}

/** The template of the letter to whoever was contacted by mistake. */
export const CORRECTION_TEMPLATE = 'correction';

/** The template of the neutral organ enquiry. */
export const ENQUIRY_TEMPLATE = 'organ-enquiry';

/**
 * Makes one enquiry for every resident of the selection (columns resident_id, organs); whoever has an open one is left
 * out by the constraint.
 * @returns how many were made
 */
export async function openEnquiries(
  tx: EntityManager,
  { batchId, selection, now, today }: Pick<RoundsToOpen, 'batchId' | 'selection' | 'now' | 'today'>,
): Promise<number> {
  const place = (n: number): string => `$${selection.values.length + n}`;
  const made = await tx.query<unknown[]>(
    `INSERT INTO screening.contacts (batch_id, resident_id, kind, step, template, organs, due_on, changed_at)
     SELECT ${place(1)}::bigint, resident_id, 'enquiry', 'enquiry', '${ENQUIRY_TEMPLATE}', organs, ${place(2)}::date, ${place(3)}::timestamptz
     FROM (${selection.text}) AS selected ORDER BY resident_id
     ON CONFLICT (resident_id) WHERE kind = 'enquiry' AND closed_on IS NULL DO NOTHING RETURNING 1`,
    [...selection.values, batchId, today, now],
  );
  return made.length;
}
