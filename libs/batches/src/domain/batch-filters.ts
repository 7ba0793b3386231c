/** Narrows a batch; every list that is given must match. */
export interface BatchFilters {
  readonly districts?: readonly string[];
  readonly municipalities?: readonly string[];
  /** 1–12 */
  readonly birthMonths?: readonly number[];
}
