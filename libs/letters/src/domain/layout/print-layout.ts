import { ProblemError } from '@kallelse/kernel';
import { A4_MM, type BoxMm, isInside, overlaps } from './geometry';
import {
  FIRST_PAGE_TOP_MM,
  FIXED_ZONES_MM,
  FOLLOWING_PAGE_TOP_MM,
  PAGE_BOTTOM_MM,
  TEXT_BOX_MM,
} from './page-style';

/** An area of the page that the print supplier uses itself (machine marks, stamped codes); nothing is drawn in it. */
export interface ReservedZone {
  readonly pages: 'first' | 'following' | 'all';
  readonly box: BoxMm;
}

/** What differs between print suppliers. Lengths in millimetres from the top left corner of A4. */
export interface PrintLayout {
  /** The envelope's address window: nothing but the address is drawn in it. */
  readonly window: BoxMm;
  readonly reserved: readonly ReservedZone[];
  /** `black` for a job without colours and greys. */
  readonly ink: 'colour' | 'black';
  readonly duplex: boolean;
  /** Most sheets in one envelope. */
  readonly maxSheets: number;
  /** Most bytes of one letter as a file of its own. */
  readonly maxBytesPerLetter: number;
}

/**
 * C5 envelope with the window on the right, a strip for machine marks in the left margin, both sides printed, six sheets
 * and 3 MB (PostNord Strålfors eBREV). The window of the Swedish standard differs slightly between suppliers.
 */
export const DEFAULT_PRINT_LAYOUT: PrintLayout = {
  window: { x: 110, y: 40, width: 80, height: 35 },
  reserved: [{ pages: 'all', box: { x: 0, y: 0, width: 12, height: 297 } }],
  ink: 'colour',
  duplex: true,
  maxSheets: 6,
  maxBytesPerLetter: 3_000_000,
};

/** A stretch of a page that running text may fill, in millimetres from the top. */
export interface Frame {
  readonly top: number;
  readonly bottom: number;
}

/** Too low for a heading with a few lines under it. */
const LEAST_FRAME_MM = 30;
/** The reply form must fit in one piece. */
const LEAST_PAGE_FRAME_MM = 120;
const LEAST_WINDOW_MM = { width: 50, height: 20 } as const;

/** The given settings over the defaults; throws LAYOUT_INVALID when letter and supplier want the same place. */
export function resolveLayout(overrides: Partial<PrintLayout> = {}): PrintLayout {
  const layout = { ...DEFAULT_PRINT_LAYOUT, ...overrides };
  const faults = layoutFaults(layout);
  if (faults.length === 0) return layout;
  throw new ProblemError('LAYOUT_INVALID', `The print layout cannot be used: ${faults.join('; ')}.`, {
    exitCode: 2,
    fix: 'Correct the supplier’s window, reserved zones or limits.',
  });
}

/** The stretches of a page left for running text: between header and footer, without the reserved zones. */
export function framesOf(layout: PrintLayout, page: 'first' | 'following'): readonly Frame[] {
  let frames: readonly Frame[] = [
    { top: page === 'first' ? FIRST_PAGE_TOP_MM : FOLLOWING_PAGE_TOP_MM, bottom: PAGE_BOTTOM_MM },
  ];
  for (const zone of layout.reserved) {
    if (zone.pages !== 'all' && zone.pages !== page) continue;
    if (zone.box.x >= TEXT_BOX_MM.x + TEXT_BOX_MM.width || zone.box.x + zone.box.width <= TEXT_BOX_MM.x)
      continue;
    frames = frames.flatMap((frame) => without(frame, zone.box));
  }
  return frames.filter((frame) => frame.bottom - frame.top >= LEAST_FRAME_MM);
}

function without(frame: Frame, box: BoxMm): readonly Frame[] {
  if (box.y >= frame.bottom || box.y + box.height <= frame.top) return [frame];
  return [
    { top: frame.top, bottom: box.y },
    { top: box.y + box.height, bottom: frame.bottom },
  ];
}

function layoutFaults(layout: PrintLayout): readonly string[] {
  const { window } = layout;
  const page: BoxMm = { x: 0, y: 0, ...A4_MM };
  const faults: string[] = [];
  if (!isInside(window, page)) faults.push('the window reaches beyond the page');
  if (window.width < LEAST_WINDOW_MM.width || window.height < LEAST_WINDOW_MM.height)
    faults.push('the window is smaller than 50 × 20 mm');
  if (window.y + window.height > FIRST_PAGE_TOP_MM) faults.push('the window reaches into the running text');
  for (const [name, zone] of Object.entries(FIXED_ZONES_MM)) {
    if (name !== 'footer' && overlaps(zone, window)) faults.push(`the window covers the ${name}`);
    if (layout.reserved.some((reserved) => overlaps(reserved.box, zone)))
      faults.push(`a reserved zone covers the ${name}`);
  }
  if (layout.reserved.some((reserved) => overlaps(reserved.box, window)))
    faults.push('a reserved zone covers the window');
  const room = framesOf(layout, 'following').map((frame) => frame.bottom - frame.top);
  if (Math.max(0, ...room) < LEAST_PAGE_FRAME_MM)
    faults.push('the reserved zones leave too little room for text');
  if (framesOf(layout, 'first').length === 0) faults.push('the first page has no room for text');
  if (!(layout.maxSheets >= 1) || !(layout.maxBytesPerLetter > 0))
    faults.push('the limits must be above zero');
  return faults;
}
