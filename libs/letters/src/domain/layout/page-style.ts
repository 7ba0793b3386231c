import { type BoxMm } from './geometry';

/** Where things stand on the page and how large they are. Millimetres where named so, otherwise points. */

/** The column of all text; its left part holds the section titles, the rest the running text. */
export const TEXT_BOX_MM: BoxMm = { x: 22, y: 14, width: 166, height: 277 };
/** Width of the section titles. */
export const TITLE_COLUMN_MM = 37;
/** Left edge of the running text. */
export const BODY_X_MM = 63;
/** Width of the running text: about 65 characters a line. */
export const BODY_WIDTH_MM = 125;

/** Below the address window, with air. */
export const FIRST_PAGE_TOP_MM = 88;
/** Below the continuation line. */
export const FOLLOWING_PAGE_TOP_MM = 26;
/** Above the footer. */
export const PAGE_BOTTOM_MM = 269;

/** Sender, date and reference, footer: always there, so neither window nor supplier may have them. */
export const FIXED_ZONES_MM = {
  sender: { x: 22, y: 14, width: 84, height: 28 },
  reference: { x: 22, y: 46, width: 70, height: 18 },
  footer: { x: 22, y: 273, width: 166, height: 19 },
} as const satisfies Record<string, BoxMm>;
/** Name of a fixed place. */
export type FixedZone = keyof typeof FIXED_ZONES_MM;

/** Type sizes and line heights. Source Sans is small for its size: 11.2 pt reads like 10.5 pt Arial. */
export const TYPE = {
  region: { size: 15, leading: 19 },
  sender: { size: 9.5, leading: 12.5 },
  heading: { size: 21, leading: 25 },
  lead: { size: 12.8, leading: 17.5 },
  title: { size: 11.2, leading: 15.2 },
  body: { size: 11.2, leading: 15.2 },
  fact: { size: 12.2, leading: 17 },
  phone: { size: 15, leading: 20 },
  small: { size: 8.6, leading: 11.2 },
  fine: { size: 7.4, leading: 9.6 },
} as const;

/** Type size and distance between baselines, in points. */
export interface TypeStyle {
  readonly size: number;
  readonly leading: number;
}

/** The post accepts 10 to 12 points in the window; tried from the largest. */
export const ADDRESS_SIZES = [11.5, 11, 10.5, 10] as const;

/** Gaps between blocks, in points. */
export const GAP = {
  paragraph: 5,
  section: 11,
  afterHeading: 7,
  afterLead: 13,
  closing: 20,
  item: 2.5,
} as const;

/** From the top of a line to its baseline, as a part of the type size: room for Å above and for the leading. */
export const BASELINE = 0.93;
