/**
 * Postcodes that look right and lead nowhere: five digits from 990 00 up, above the highest that Swedish post towns
 * use (98x xx). A letter printed by mistake cannot reach anybody.
 */
export function fictitiousPostcode(n: number): string {
  return String(99_000 + (n % 1_000));
}
