import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Actor } from '@kallelse/access';
import { BatchFigures, ReleaseDue } from '@kallelse/batches';
import {
  Deliveries,
  type PaperReceipt,
  TakeReceipts,
  SentContacts,
  type SentContact,
} from '@kallelse/delivery';
import { SettleRounds } from '@kallelse/episodes';
import { type PlainDate, toDay, toPlainDate, type Day } from '@kallelse/kernel';
import { type MovableClock } from '@kallelse/platform';
import { ImportEvents } from '@kallelse/population';
import { type Office } from '../office';
import { count } from '../output';
import { waitForBatch } from '../work-until-done';
import { type AreaType, PROGRAMMES, respond, type Programme } from './synthetic';
import { type Say } from './say';
import { type DemoWorld, writeWorld } from './world';

/** Days between two looks at the world. */
const STEP = 7;
const PAGE = 5000;

/** What has happened while time was played on. */
export interface Played {
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly tests: number;
  readonly optOuts: number;
  readonly returned: number;
  readonly reminders: number;
  /** Rounds that ended, by reason. */
  readonly closed: Readonly<Record<string, number>>;
}

/** What somebody will do, and when. */
interface Coming {
  readonly day: Day;
  readonly contact: SentContact;
  readonly line?: object;
  readonly returned?: true;
}

/**
 * Plays time on: week by week letters come back, people take tests or opt out (as the synthetic world has them do), the
 * answers are imported as a laboratory would send them, and reminders that have fallen due go out.
 */
export class Play {
  private readonly coming: Coming[] = [];
  private readonly settled = new Set<string>();
  private last = 0;
  private readonly closed = new Map<string, number>();
  private readonly counts = { tests: 0, optOuts: 0, returned: 0, reminders: 0 };

  constructor(
    private readonly office: Office,
    private readonly clock: MovableClock,
    private readonly options: {
      readonly folder: string;
      readonly world: DemoWorld;
      readonly actor: Actor;
    },
    private readonly say: Say,
  ) {}

  /**
   * Plays week by week, from the last day that has been played to the end. The world's day moves before its week, what
   * was played after it: a week that was interrupted is played again, and finds what it has done.
   */
  async until(date: PlainDate): Promise<Played> {
    const { folder, world } = this.options;
    await mkdir(folder, { recursive: true });
    const { dataFolder } = this.office.config;
    const end = toDay(date);
    let day = toDay(world.played);
    while (day < end) {
      const played = toPlainDate(day);
      day = Math.min(day + STEP, end);
      const now = `${toPlainDate(day)}T07:00:00Z`;
      writeWorld(dataFolder, { ...world, now, played });
      this.clock.moveTo(now);
      await this.week(toDay(played), day);
      writeWorld(dataFolder, { ...world, now, played: toPlainDate(day) });
    }
    return { from: world.played, to: date, ...this.counts, closed: Object.fromEntries(this.closed) };
  }

  private async week(before: Day, today: Day): Promise<void> {
    await this.listen();
    const due = this.coming.filter(({ day }) => day > before && day <= today);
    this.coming.splice(0, this.coming.length, ...this.coming.filter(({ day }) => day > today));
    const answers = due.flatMap(({ line }) => (line ? [line] : []));
    const returned = due.filter((one) => one.returned);
    if (returned.length > 0) await this.takeBack(returned);
    if (answers.length > 0) await this.takeAnswers(answers, today);
    const { closed } = await this.office.get(SettleRounds).run();
    const reminders = await this.office.get(ReleaseDue).run();
    await this.sendOut();
    this.count(answers, returned.length, reminders, closed);
    const ended = Object.entries(closed).map(([reason, n]) => `${count(n)} ${reason}`);
    if (answers.length + reminders + returned.length + ended.length === 0) return;
    const parts = [
      `${count(answers.length)} answers`,
      `${count(returned.length)} letters back`,
      `${count(reminders)} reminders due`,
    ];
    this.say(
      `${toPlainDate(today)}: ${parts.join(', ')}${ended.length > 0 ? `; rounds closed: ${ended.join(', ')}` : ''}`,
    );
  }

  private count(
    answers: readonly object[],
    returned: number,
    reminders: number,
    closed: Readonly<Record<string, number>>,
  ): void {
    const tests = answers.filter((line) => 'type' in line && line.type === 'test').length;
    this.counts.tests += tests;
    this.counts.optOuts += answers.length - tests;
    this.counts.returned += returned;
    this.counts.reminders += reminders;
    for (const [reason, n] of Object.entries(closed))
      this.closed.set(reason, (this.closed.get(reason) ?? 0) + n);
  }

  /** Asks the world what everybody who has been written to since will do. */
  private async listen(): Promise<void> {
    for (;;) {
      const contacts = await this.office.get(SentContacts).after(this.last, PAGE);
      for (const contact of contacts) this.expect(contact);
      this.last = contacts.at(-1)?.contact ?? this.last;
      if (contacts.length < PAGE) return;
    }
  }

  private expect(contact: SentContact): void {
    const round = `${contact.identity}/${contact.programme}`;
    if (this.settled.has(round)) return;
    const programme = contact.programme as Programme;
    if (!PROGRAMMES.includes(programme)) return;
    const areaType = (contact.areaType ?? undefined) as AreaType | undefined;
    const response = respond(
      contact.identity,
      programme,
      contact.handedOverOn,
      areaType,
      this.options.world.seed,
      contact.kind,
    );
    if (response.kind === 'none') return;
    const day = toDay(contact.handedOverOn) + response.afterDays;
    if (response.kind === 'returned') {
      if (contact.channel === 'paper') this.coming.push({ day, contact, returned: true });
      return;
    }
    this.settled.add(round);
    const date = toPlainDate(day);
    const { identity } = contact;
    if (response.kind === 'opts-out') {
      this.coming.push({ day, contact, line: { identity, programme, from: date, ...response.optsOut } });
      return;
    }
    const { method, result, value } = response;
    const test = {
      identity,
      programme,
      type: 'test',
      date,
      method,
      result,
      ...(value === undefined ? {} : { value }),
    };
    this.coming.push({ day, contact, line: test });
  }

  private async takeBack(returned: readonly Coming[]): Promise<void> {
    const letters = returned.map(({ contact, day }): PaperReceipt => ({
      dispatch: contact.dispatch,
      state: 'returned',
      on: toPlainDate(day),
      reason: 'moved',
    }));
    await this.office.get(TakeReceipts).some(letters, this.options.actor);
  }

  private async takeAnswers(answers: readonly object[], today: Day): Promise<void> {
    const path = join(this.options.folder, `answers-${toPlainDate(today)}.ndjson`);
    await writeFile(path, answers.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
    await this.office.get(ImportEvents).run({ path, actor: this.options.actor });
  }

  private async sendOut(): Promise<void> {
    for (const batch of await this.office.get(BatchFigures).unfinished())
      await waitForBatch(this.office.get(Deliveries), batch);
  }
}
