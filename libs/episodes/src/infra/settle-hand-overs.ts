import { appendOwnEvents } from '@kallelse/population';
import { letterInPlace } from '../domain/silent-rounds';
import { datePlus, type Settling } from './round-rules';

/**
 * Contacts newly handed over: the first invitation dates the round (its validity and its next steps count from it) and becomes
 * an `invitation` event; an announcement begins nothing, its invitation follows; a handed-over enquiry becomes an `enquiry`
 * event of every programme, a questionnaire one of its own. A round that ended while its letter was on the way was handed over
 * all the same, but has no more steps.
 */
export async function settleHandOvers(
  settling: Settling,
): Promise<{ handedOver: number; remindersPlanned: number }> {
  const { tx, now, today, rules } = settling;
  await tx.query(`
    CREATE TEMPORARY TABLE handed ON COMMIT DROP AS
    SELECT contact.id, contact.episode_id, contact.resident_id, contact.kind, contact.handed_over_on, contact.batch_id,
      episode.definition_id, coalesce(episode.programme, batch.programme) AS programme,
      contact.kind = 'announcement' OR (contact.kind = 'invitation' AND episode.handed_over_on IS NULL) AS is_first, episode.state = 'open' AS is_open,
      coalesce(episode.without_kit, false) AS without_kit
    FROM screening.contacts AS contact JOIN screening.batches AS batch ON batch.id = contact.batch_id
    LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
    WHERE contact.state = 'handed-over' AND contact.settled_on IS NULL`);
  let remindersPlanned = 0;
  for (const id of rules.keys()) remindersPlanned += await beginRound(settling, id);
  await appendOwnEvents(tx, {
    events: `SELECT 'kallelse:contact:' || id AS ref, resident_id, programme,
        CASE WHEN kind = 'invitation' THEN 'invitation' ELSE 'enquiry' END AS type, handed_over_on AS from_date, NULL::date AS until_date
      FROM handed WHERE kind IN ('invitation', 'enquiry', 'questionnaire')`,
    values: [],
    now,
    today,
  });
  const settled = await tx.query<[unknown[], number]>(
    'UPDATE screening.contacts AS contact SET settled_on = $1 FROM handed WHERE contact.id = handed.id RETURNING 1',
    [today],
  );
  await tx.query('DROP TABLE handed');
  return { handedOver: settled[1], remindersPlanned };
}

async function beginRound({ tx, now, rules }: Settling, definitionId: number): Promise<number> {
  const definition = rules.get(definitionId);
  if (!definition) return 0;
  const { delivery } = definition;
  const until = delivery.validity ? datePlus('handed.handed_over_on', delivery.validity) : 'NULL::date';
  await tx.query(
    `UPDATE screening.episodes AS episode SET handed_over_on = handed.handed_over_on, valid_until = ${until}
     FROM handed WHERE handed.is_first AND handed.kind = 'invitation' AND handed.episode_id = episode.id AND episode.definition_id = $1`,
    [definitionId],
  );
  let planned = 0;
  for (const [index, step] of delivery.steps.entries()) {
    if (!step.after) continue;
    // What is announced is the invitation; everything else counts from it.
    const isAnnounced = index === 1 && delivery.steps[0]?.announces === true;
    const [after, kind] = isAnnounced ? ['announcement', 'invitation'] : ['invitation', 'reminder'];
    const rows = await tx.query<unknown[]>(
      `INSERT INTO screening.contacts (batch_id, episode_id, resident_id, kind, step, template, due_on, changed_at)
       SELECT batch_id, episode_id, resident_id, $6, $2, CASE WHEN without_kit THEN $7 ELSE $3 END, ${datePlus('handed_over_on', step.after)}, $4
       FROM handed WHERE is_first AND is_open AND kind = $5 AND definition_id = $1 ORDER BY id ON CONFLICT DO NOTHING RETURNING 1`,
      [
        definitionId,
        step.id,
        step.template,
        now,
        after,
        kind,
        letterInPlace(definition, step) ?? step.template,
      ],
    );
    planned += rows.length;
  }
  return planned;
}
