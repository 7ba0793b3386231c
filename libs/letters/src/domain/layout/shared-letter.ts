import { checkShared } from '../lint/check-letter';
import { fillBlock, fillSegments, isPersonalBlock, isPersonalText, selectSections } from '../letter/compose';
import { type LetterContext } from '../letter/lookup';
import { printable } from '../letter/printable';
import { type LetterProblem } from '../letter/problems';
import { type BlockText, type SectionText } from '../template/template';
import { contactBand } from './contact-band';
import { type Drawing, merged, type Placement } from './drawing';
import { continuationDrawing, footerDrawing, referenceLabels, senderDrawing, zoneHeight } from './furniture';
import { mm } from './geometry';
import { PAGE_LABELS } from './labels';
import { drawRows, type LaidBlock, laidBlock, lineRows, type Row } from './laid-block';
import { layOutBlock } from './lay-out-block';
import {
  BODY_WIDTH_MM,
  BODY_X_MM,
  FIXED_ZONES_MM,
  type FixedZone,
  GAP,
  PAGE_BOTTOM_MM,
  TEXT_BOX_MM,
  TITLE_COLUMN_MM,
  TYPE,
} from './page-style';
import { type FlowItem, paginate } from './paginate';
import { framesOf, type PrintLayout } from './print-layout';
import { webAddress, qrModules } from './qr-code';
import { type TextMetrics } from './text-metrics';
import { wrapBalanced, wrapText } from './wrap';

const LEFT = mm(TEXT_BOX_MM.x);
const BODY_X = mm(BODY_X_MM);
const BAND_GAP = 12;
/** In points, about a quarter of a page; longer sections may run on to the next page. */
const LONGEST_KEPT_SECTION = 170;

/** An item of the flow, or how to make it for one letter. */
type FlowPart = FlowItem | ((context: LetterContext) => FlowItem);

/**
 * What all letters of one template, language, variant, unit and set of choices have in common, laid out once: blocks
 * without personal words, and whole pages when no block has any.
 */
export class SharedLetter {
  readonly problems: readonly LetterProblem[];
  private readonly parts: readonly FlowPart[];
  private readonly band: Drawing | undefined;
  private readonly sender: readonly Placement[];
  private readonly furnitureByPage = new Map<string, readonly Placement[]>();
  private fixedPages: readonly (readonly Placement[])[] | undefined;

  constructor(
    private readonly context: LetterContext,
    private readonly layout: PrintLayout,
    private readonly metrics: TextMetrics,
  ) {
    const sections = selectSections(context);
    this.sender = [
      this.inZone('sender', senderDrawing(context.unit, context.language, metrics)),
      this.inZone('reference', referenceLabels(context.language)),
    ];
    this.problems = [...checkShared(context, metrics), ...this.checkRoom()];
    this.band = this.problems.length > 0 ? undefined : this.layOutBand(sections);
    this.parts = this.problems.length > 0 ? [] : this.layOutFlow(sections);
  }

  /** The running text of a letter on its pages, the band on the first. */
  pagesFor(context: LetterContext): readonly (readonly Placement[])[] {
    if (this.fixedPages !== undefined) return this.fixedPages;
    const items = this.parts.map((part) => (typeof part === 'function' ? part(context) : part));
    const pages = this.paginate(items);
    if (this.parts.some((part) => typeof part === 'function')) return pages;
    this.fixedPages = pages.map((page) => [{ x: 0, y: 0, drawing: merged(page), shared: true }]);
    return this.fixedPages;
  }

  /** What stands around the text of a page: sender or continuation line, footer with page number. */
  furniture(page: number, of: number): readonly Placement[] {
    const key = `${page}/${of}`;
    const known = this.furnitureByPage.get(key);
    if (known !== undefined) return known;
    const { unit, language, template } = this.context;
    const heading = template.text[language].heading;
    const top = continuationDrawing(unit, heading, this.metrics);
    const footer = footerDrawing({ unit, language, template }, { number: page, of }, this.metrics);
    const placements = [
      ...(page === 1 ? this.sender : [{ x: LEFT, y: mm(TEXT_BOX_MM.y), drawing: top, shared: true }]),
      this.inZone('footer', footer),
    ];
    const made = [{ x: 0, y: 0, drawing: merged(placements), shared: true }];
    this.furnitureByPage.set(key, made);
    return made;
  }

  private paginate(items: readonly FlowItem[]): readonly (readonly Placement[])[] {
    const { band } = this;
    const first = framesOf(this.layout, 'first');
    const bandHeight = band === undefined ? 0 : band.height + BAND_GAP;
    const pages = paginate(items, {
      first,
      following: framesOf(this.layout, 'following'),
      firstBottom: bandHeight,
    });
    if (band === undefined) return pages;
    const bottom = mm(first.at(-1)?.bottom ?? PAGE_BOTTOM_MM);
    const placed = { x: LEFT, y: bottom - band.height, drawing: band, shared: true };
    return pages.map((page, i) => (i === 0 ? [...page, placed] : page));
  }

  private layOutBand(sections: readonly SectionText[]): Drawing | undefined {
    const section = sections.find(({ part }) => part === 'language');
    const url = webAddress(this.context.languageUrl);
    if (section === undefined || url === undefined) return undefined;
    const text = section.content.flatMap((block) =>
      block.kind === 'text' ? [fillSegments(this.context, block.text)] : [],
    );
    const { unit, language } = this.context;
    const modules = qrModules(url);
    return contactBand({ unit, language, title: section.title, text, modules }, this.metrics);
  }

  private layOutFlow(sections: readonly SectionText[]): readonly FlowPart[] {
    const flow = sections.filter(({ part }) => part !== 'language');
    const text = flow.filter(({ part }) => part !== 'form');
    const forms = flow.filter(({ part }) => part === 'form');
    return [
      ...this.layOutHead(),
      ...text.flatMap((section, i) => this.layOutSection(section, i)),
      this.layOutClosing(),
      ...forms.flatMap((section) => this.layOutSection(section, text.length)),
    ];
  }

  /** Greeting and sender under the last section. */
  private layOutClosing(): FlowItem {
    const { unit, language } = this.context;
    const line = (text: string, strong: boolean): readonly Row[] =>
      lineRows(wrapText([{ text, strong }], TYPE.body.size, mm(BODY_WIDTH_MM), this.metrics), TYPE.body);
    const rows = [...line(PAGE_LABELS[language].closing, false), ...line(printable(unit.name), true)];
    return flowItem(laidBlock(rows), true, { x: BODY_X, gap: GAP.closing });
  }

  private layOutHead(): readonly FlowPart[] {
    const text = this.context.template.text[this.context.language];
    const width = mm(TEXT_BOX_MM.width);
    const heading = wrapBalanced(
      [{ text: text.heading, strong: true }],
      TYPE.heading.size,
      width,
      this.metrics,
    );
    const lead = (context: LetterContext): LaidBlock =>
      laidBlock(
        lineRows(
          wrapBalanced(fillSegments(context, text.lead), TYPE.lead.size, width, this.metrics),
          TYPE.lead,
        ),
        { keepWithNext: true },
      );
    const block = laidBlock(lineRows(heading, TYPE.heading, 'accent'), { keepWithNext: true });
    const place = { x: LEFT, gap: GAP.afterHeading };
    return [
      flowItem(block, true, place),
      isPersonalText(this.context, text.lead)
        ? (context): FlowItem => flowItem(lead(context), false, place)
        : flowItem(lead(this.context), true, place),
    ];
  }

  private layOutSection(section: SectionText, index: number): readonly FlowPart[] {
    const lines = wrapText(
      [{ text: section.title, strong: true }],
      TYPE.title.size,
      mm(TITLE_COLUMN_MM),
      this.metrics,
    );
    const title = drawRows(laidBlock(lineRows(lines, TYPE.title, 'accent')));
    const parts = section.content.map((block, i) => {
      const isSlip = block.kind === 'slip';
      return this.layOutPart(block, {
        x: isSlip ? LEFT : BODY_X,
        gap: i > 0 ? GAP.paragraph : index === 0 ? GAP.afterLead : GAP.section,
        ...(i === 0 && !isSlip ? { title } : {}),
        ...(isSlip ? { atBottom: true } : {}),
      });
    });
    return keptTogether(parts);
  }

  private layOutPart(block: BlockText, place: FlowPlace): FlowPart {
    if (!isPersonalBlock(this.context, block))
      return flowItem(layOutBlock(fillBlock(this.context, block), this.metrics), true, place);
    return (context) => flowItem(layOutBlock(fillBlock(context, block), this.metrics), false, place);
  }

  /** Sender and footer have fixed places; a unit whose texts do not fit cannot send letters. */
  private checkRoom(): readonly LetterProblem[] {
    const { unit, language, template } = this.context;
    const footer = footerDrawing({ unit, language, template }, { number: 1, of: 1 }, this.metrics);
    const sender = this.sender[0]?.drawing.height ?? 0;
    const fits = sender <= zoneHeight('sender') && footer.height <= zoneHeight('footer');
    return fits ? [] : [{ code: 'unit-text-too-long', field: 'unit' }];
  }

  private inZone(name: FixedZone, drawing: Drawing): Placement {
    const zone = FIXED_ZONES_MM[name];
    return { x: mm(zone.x), y: mm(zone.y), drawing, shared: true };
  }
}

interface FlowPlace extends Pick<FlowItem, 'x' | 'gap' | 'atBottom'> {
  readonly title?: Drawing;
}

function flowItem(block: LaidBlock, shared: boolean, place: FlowPlace): FlowItem {
  const { title, ...rest } = place;
  const side = title === undefined ? {} : { side: { x: LEFT, dy: block.firstLine, drawing: title } };
  return { block, drawing: drawRows(block), shared, ...rest, ...side };
}

/** A short section is not torn apart: its first block asks for room for all of it. */
function keptTogether(parts: readonly FlowPart[]): readonly FlowPart[] {
  const [first, ...rest] = parts;
  if (first === undefined || typeof first === 'function') return parts;
  let together = first.block.height;
  for (const part of rest) {
    if (typeof part === 'function' || part.atBottom === true) return parts;
    together += part.gap + part.block.height;
  }
  return together <= LONGEST_KEPT_SECTION ? [{ ...first, together }, ...rest] : parts;
}
