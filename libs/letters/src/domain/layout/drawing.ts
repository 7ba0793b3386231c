/**
 * What is put on paper, as data: positions in points from the top left corner, y downwards. A drawing that many pages
 * share is written to the file once.
 */

/** The two weights that letters are set in. */
export const FONT_NAMES = ['regular', 'semibold'] as const;
/** One of the two weights. */
export type FontName = (typeof FONT_NAMES)[number];

/** Colours by what they are for; a black-only print job maps them all to black or white. */
export type Ink = 'text' | 'muted' | 'accent' | 'rule' | 'tint';

/** Text on one line, already broken. */
export interface TextItem {
  readonly kind: 'text';
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly text: string;
  readonly font: FontName;
  /** In points. */
  readonly size: number;
  readonly ink: Ink;
}

/** A rectangle, filled or outlined. */
export interface RectItem {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Filled with it, or outlined with `strokeWidth`. */
  readonly ink: Ink;
  readonly strokeWidth?: number;
}

/** A straight line. */
export interface LineItem {
  readonly kind: 'line';
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly width: number;
  readonly ink: Ink;
  /** Length of dash and gap; absent for a solid line. */
  readonly dash?: number;
}

/** A QR code: dark modules as squares. */
export interface QrItem {
  readonly kind: 'qr';
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly modules: readonly (readonly boolean[])[];
}

/** Anything that can be drawn. */
export type DrawingItem = TextItem | RectItem | LineItem | QrItem;

/** Items from a common origin, with the height that they take in points. */
export interface Drawing {
  readonly height: number;
  readonly items: readonly DrawingItem[];
}

/** A drawing at its place on a page. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly drawing: Drawing;
  /** Many letters of the run have this very drawing. */
  readonly shared: boolean;
}

/** The items moved by an offset. */
export function moved(items: readonly DrawingItem[], dx: number, dy: number): readonly DrawingItem[] {
  return items.map((item): DrawingItem => {
    if (item.kind === 'line')
      return { ...item, x1: item.x1 + dx, x2: item.x2 + dx, y1: item.y1 + dy, y2: item.y2 + dy };
    return { ...item, x: item.x + dx, y: item.y + dy };
  });
}

/** One drawing, at the page's origin, that holds all the placed ones. */
export function merged(placements: readonly Placement[]): Drawing {
  return {
    height: Math.max(0, ...placements.map((placement) => placement.y + placement.drawing.height)),
    items: placements.flatMap(({ x, y, drawing }) => moved(drawing.items, x, y)),
  };
}
