/** Whether somebody has, or had, a row of screening.slots, as SQL: such a place is given to nobody else, nor closed. */
export function slotTakenSql(slot: string): string {
  return `EXISTS (SELECT FROM screening.booked_times AS taken
    WHERE taken.slot_id = ${slot}.id AND taken.state IN ('booked', 'attended', 'no-show'))`;
}
