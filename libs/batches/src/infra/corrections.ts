import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { BatchPreview } from '../domain/preview';
import { countReach } from './count-reach';
import { createDue } from './due';
import { countDistricts, countTotals } from './preview-invitations';

/**
 * Fills the temporary table `due` with those whom a batch contacted by mistake: whose contacts are annulled, or everybody
 * it reached where none is. Each once, as who the person is now, and nobody who has been written to about it before.
 */
export async function findWronglyContacted(tx: EntityManager, batch: number): Promise<void> {
  await createDue(tx);
  await tx.query(
    `INSERT INTO due (resident_id, region, municipality, district, area_type, last_call, is_selected)
     SELECT person.id, facts.region, facts.municipality, facts.district, facts.area_type, false, true
     FROM (SELECT DISTINCT screening.present_resident(contact.resident_id) AS id FROM screening.contacts AS contact
       JOIN screening.batches AS batch ON batch.id = contact.batch_id
       WHERE batch.id = $1 AND contact.state = 'handed-over' AND (batch.annulled_at IS NULL OR contact.annulled_at IS NOT NULL)) AS person
     LEFT JOIN screening.resident_facts AS facts ON facts.resident_id = person.id
     WHERE NOT EXISTS (SELECT 1 FROM screening.contacts AS told JOIN screening.batches AS correction ON correction.id = told.batch_id
       WHERE told.kind = 'correction' AND correction.corrects = $1 AND told.state <> 'cancelled'
         AND screening.present_resident(told.resident_id) = person.id)`,
    [batch],
  );
}

/** Whom a correction batch would write to, in a transaction of kallelse_selection. */
export async function previewCorrections(
  tx: EntityManager,
  { batch, asOf }: { readonly batch: number; readonly asOf: PlainDate },
): Promise<BatchPreview> {
  await findWronglyContacted(tx, batch);
  const totals = await countTotals(tx);
  const { channels, unreachableBecause } = await countReach(tx, 'due', ['1177', 'paper']);
  return {
    asOf,
    definition: `correction of batch ${batch}`,
    definitionHash: '',
    population: totals.selected,
    decisions: {},
    reasons: [],
    selected: totals.selected,
    lastCall: 0,
    leftByCapacity: 0,
    districts: await countDistricts(tx),
    channels,
    unreachableBecause,
    unreachable: channels.find(({ channel }) => channel === 'outreach')?.count ?? 0,
    dataExceptions: 0,
    expected: { inside: true },
    crossChecked: 0,
    selectedHash: totals.hash,
  };
}
