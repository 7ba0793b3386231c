import type { Actor, AuditLog } from '@kallelse/access';
import { inForce } from '@kallelse/batches';
import { csvText, ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Programmes } from '@kallelse/programmes';
import type { ListCipher } from '../../infra/outreach/encrypt';
import { readNonAttenders } from '../../infra/outreach/non-attenders';
import { readListRows } from '../../infra/outreach/outcome-rows';
import type { PrintFolder } from '../../infra/print/print-folder';

export interface PhoneListRequest {
  readonly programme: string;
  readonly region?: string;
  /** Invitations in a row that came to nothing. Default 3. */
  readonly missed?: number;
  /** Most people on the list. Default 200, at most 5,000. */
  readonly most?: number;
}

export interface PhoneListMade {
  readonly list: number | null;
  readonly people: number;
  /** Where it lies; null when there is nobody to call. */
  readonly folder: string | null;
}

const MISSED = 3;
const MOST = 200;
/** More than anybody calls; a list is in memory when it is written. */
const LONGEST = 5000;
const COLUMNS = ['reference', 'name', 'birth_date', 'municipality', 'language', 'missed'];

/**
 * Phone lists: people whom letters have not brought for long, for the office to call. The list is rows; its file, with names, lies
 * in the artefact store alone.
 */
export class PhoneLists {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
    private readonly folder: PrintFolder,
    private readonly cipher: ListCipher,
  ) {}

  /** @throws ProblemError of Programmes.active, PHONE_LIST_LONG, OUTREACH_KEY, PRINT_FOLDER */
  async make(request: PhoneListRequest, actor: Actor): Promise<PhoneListMade> {
    const { programme, region = null, missed = MISSED, most = MOST } = request;
    if (most > LONGEST)
      throw new ProblemError('PHONE_LIST_LONG', `a phone list has at most ${LONGEST} people`, {
        fix: 'make several; nobody stands on two of them',
        exitCode: 2,
      });
    const asOf = today(this.clock);
    const rules = await inForce(this.programmes, programme, region, asOf);
    const people = await this.databases.transaction('kallelse_selection', (tx) =>
      readNonAttenders(tx, { ...rules, asOf, region, missed, most }),
    );
    if (people.length === 0) return { list: null, people: 0, folder: null };
    const list = await this.databases.transaction('kallelse_delivery', async (tx) => {
      const [row] = await tx.query<{ id: number }[]>(
        'INSERT INTO screening.phone_lists (programme, region, made_by, made_at) VALUES ($1, $2, $3, $4) RETURNING id',
        [programme, region, actor.user, this.clock.now()],
      );
      await tx.query(
        `INSERT INTO screening.phone_calls (list_id, resident_id, programme, missed)
         SELECT $1, resident, $2, missed FROM jsonb_to_recordset($3::jsonb) AS given(resident bigint, missed int) ON CONFLICT DO NOTHING`,
        [row?.id, programme, JSON.stringify(people)],
      );
      return row?.id ?? 0;
    });
    await this.audit.record({
      actor,
      action: 'delivery.phone-list',
      subject: `list ${list}`,
      details: { programme, region, missed },
    });
    return this.write(list);
  }

  /** Writes the file of a list once more, of those not called yet as of now. @throws ProblemError PHONE_LIST_UNKNOWN */
  async again(list: number, actor: Actor): Promise<PhoneListMade> {
    const [row] = await this.databases.query<{ id: number }>(
      'kallelse_delivery',
      'SELECT id FROM screening.phone_lists WHERE id = $1',
      [list],
    );
    if (!row)
      throw new ProblemError('PHONE_LIST_UNKNOWN', 'there is no phone list of this number', {
        fix: 'make one by kallelse phone list --programme PROGRAMME',
        exitCode: 2,
      });
    await this.audit.record({ actor, action: 'delivery.phone-list', subject: `list ${list}` });
    return this.write(list);
  }

  private async write(list: number): Promise<PhoneListMade> {
    const id = `list-${list}`;
    const rows = await this.databases.transaction('kallelse_delivery', (tx) => readListRows(tx, list));
    const text = csvText(
      COLUMNS,
      rows.map((row) => [row.call, row.name, row.birth_date, row.municipality, row.language, row.missed]),
    );
    const file = await this.cipher.close('phone.csv', text);
    await this.folder.replace(id, file.name, file.content);
    await this.databases.query(
      'kallelse_delivery',
      'UPDATE screening.phone_lists SET written_at = $2 WHERE id = $1',
      [list, this.clock.now()],
    );
    return { list, people: rows.length, folder: this.folder.pathOf(id) };
  }
}
