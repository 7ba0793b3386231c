import { type Drawing, type Placement } from './drawing';
import { mm } from './geometry';
import { drawRows, type LaidBlock, type Row } from './laid-block';
import { type Frame } from './print-layout';

/** A block in the stream of the letter's text. */
export interface FlowItem {
  readonly block: LaidBlock;
  /** The whole block as a drawing; given so that shared blocks keep one drawing for all letters. */
  readonly drawing: Drawing;
  readonly shared: boolean;
  /** Points from the left edge of the page. */
  readonly x: number;
  /** Above it, unless it comes first on a page. */
  readonly gap: number;
  /** A section's title, beside its first block, so far below the block's top. */
  readonly side?: { readonly x: number; readonly dy: number; readonly drawing: Drawing };
  /** Height of this block and those after it that should stand on one page with it. */
  readonly together?: number;
  /** Stands at the bottom of its page, as a reply form does. */
  readonly atBottom?: boolean;
}

/** Where text may stand on the first page and on those after it. */
export interface PageFrames {
  readonly first: readonly Frame[];
  readonly following: readonly Frame[];
  /** Taken from the bottom of the first page, in points. */
  readonly firstBottom: number;
}

/** Puts the blocks on pages in order. A block stays in one piece unless it is higher than a whole page. */
export function paginate(items: readonly FlowItem[], frames: PageFrames): readonly (readonly Placement[])[] {
  const flow = new Flow(frames);
  for (const [i, item] of items.entries()) flow.add(item, items[i + 1]);
  return flow.pages;
}

class Flow {
  readonly pages: Placement[][] = [[]];
  private frameIndex = 0;
  private y: number;
  /** Lowest point of the section titles so far on this page. */
  private sideBottom = 0;
  private isFresh = true;

  constructor(private readonly frames: PageFrames) {
    this.y = this.frame().top;
  }

  add(item: FlowItem, next: FlowItem | undefined): void {
    let top = this.topFor(item);
    if (!this.fits(item, next, top) && !this.isFresh) {
      this.advance();
      top = this.topFor(item);
      // A short last stretch of a first page may not take what a whole page can.
      while (!this.fits(item, next, top) && this.isBeforeWholePage()) {
        this.advance();
        top = this.topFor(item);
      }
    }
    if (item.side !== undefined) this.placeSide(item.side, top);
    if (top + item.block.height > this.frame().bottom) this.placeRows(item, top);
    else this.place(item, item.atBottom === true ? this.frame().bottom - item.block.height : top);
  }

  private topFor(item: FlowItem): number {
    if (this.isFresh) return this.y;
    const below = item.side === undefined ? this.y : Math.max(this.y, this.sideBottom);
    return below + item.gap;
  }

  private fits(item: FlowItem, next: FlowItem | undefined, top: number): boolean {
    const withNext = item.block.keepWithNext && next !== undefined ? next.gap + next.block.height : 0;
    const sideHeight = (item.side?.dy ?? 0) + (item.side?.drawing.height ?? 0);
    const height = Math.max(item.block.height + withNext, sideHeight, item.together ?? 0);
    return top + height <= this.frame().bottom;
  }

  private place(item: FlowItem, top: number): void {
    this.page().push({ x: item.x, y: top, drawing: item.drawing, shared: item.shared });
    this.y = top + item.block.height;
    this.isFresh = false;
  }

  /** Higher than a page: fills page after page with as many rows as each takes, at least one. */
  private placeRows(item: FlowItem, firstTop: number): void {
    let top = firstTop;
    let rest: readonly Row[] = item.block.rows;
    while (rest.length > 0) {
      const count = rowsWithin(rest, this.frame().bottom - top);
      const drawing = drawRows(item.block, rest.slice(0, count));
      this.page().push({ x: item.x, y: top, drawing, shared: false });
      this.y = top + drawing.height;
      this.isFresh = false;
      rest = rest.slice(count);
      if (rest.length > 0) {
        this.advance();
        top = this.y;
      }
    }
  }

  private placeSide(side: NonNullable<FlowItem['side']>, top: number): void {
    this.page().push({ x: side.x, y: top + side.dy, drawing: side.drawing, shared: true });
    this.sideBottom = top + side.dy + side.drawing.height;
  }

  /** To the next frame of this page, or to a new page. */
  private advance(): void {
    this.frameIndex++;
    if (this.frameIndex >= this.pageFrames().length) {
      this.pages.push([]);
      this.frameIndex = 0;
    }
    this.y = this.frame().top;
    this.sideBottom = 0;
    this.isFresh = true;
  }

  private isBeforeWholePage(): boolean {
    return this.pages.length === 1 || this.frameIndex < this.pageFrames().length - 1;
  }

  private page(): Placement[] {
    const page = this.pages.at(-1);
    if (page === undefined) throw new Error('a letter always has a page');
    return page;
  }

  private pageFrames(): readonly Frame[] {
    return this.pages.length === 1 ? this.frames.first : this.frames.following;
  }

  private frame(): Frame {
    const frames = this.pageFrames();
    const frame = frames[this.frameIndex] ?? { top: 0, bottom: 0 };
    const isLastOfFirst = this.pages.length === 1 && this.frameIndex === frames.length - 1;
    return { top: mm(frame.top), bottom: mm(frame.bottom) - (isLastOfFirst ? this.frames.firstBottom : 0) };
  }
}

function rowsWithin(rows: readonly Row[], room: number): number {
  let used = 0;
  let count = 0;
  for (const row of rows) {
    used += row.height;
    if (used > room) break;
    count++;
  }
  return Math.max(1, count);
}
