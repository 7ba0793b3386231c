/** Lengths: millimetres in everything an office or a supplier sets, PDF points (1/72 inch) in everything drawn. */

/** A box in millimetres from the top left corner of the page. */
export interface BoxMm {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The only paper there is. */
export const A4_MM = { width: 210, height: 297 } as const;

/** Millimetres as points. */
export function mm(length: number): number {
  return (length * 72) / 25.4;
}

/** Whether two boxes have an area in common; touching is not overlapping. */
export function overlaps(a: BoxMm, b: BoxMm): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether a box lies wholly within another. */
export function isInside(inner: BoxMm, outer: BoxMm): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
