import { AuditLog, type Actor } from '@kallelse/access';
import { plainDate } from '@kallelse/kernel';
import type { TestDatabase } from '@test/support/database';
import { file } from '../../population/spec/register-file';
import { ApproveProgramme, type Guarded, type Warning } from '../src/application/approve-programme';
import { ProgrammeDrafts } from '../src/application/programme-drafts';
import { Programmes } from '../src/application/programmes';
import type { ProgrammeVersion } from '../src/application/stored-version';
import { SubmitProgramme } from '../src/application/submit-programme';
import { WithdrawProgramme } from '../src/application/withdraw-programme';

export const anna: Actor = { user: 'anna' };
export const bo: Actor = { user: 'bo' };
export const cia: Actor = { user: 'cia' };

const TEMPLATES = (): ReadonlySet<string> => new Set(['trial-invitation']);

/** A definition with every safeguard, of a programme of its own per spec. */
export const RULES = {
  programme: 'trial',
  version: '2026.1',
  validFrom: '2026-01-01',
  labels: { sv: 'Prov', en: 'Trial' },
  parameters: { minAge: { type: 'integer', default: 50, min: 40, max: 60 } },
  eligibility: {
    all: [
      { fact: 'residency.status', is: 'registered' },
      { fact: 'age', between: ['$minAge', 74] },
    ],
  },
  exclusions: [{ code: 'opted-out', when: { fact: 'optOut', is: true } }],
  holds: [{ code: 'deferred', when: { fact: 'deferred', is: true }, until: { fact: 'deferredUntil' } }],
  schedule: { anchor: 'lastTest', next: [{ after: 'P2Y' }] },
  steps: [{ id: 'invitation', template: 'trial-invitation' }],
};

/** Rule administrators of a spec, on its database, on a day. */
export class RuleOffice {
  day = plainDate('2026-03-02');
  warnings: readonly Warning[] = [];
  readonly clock = { now: () => new Date(`${this.day}T10:00:00Z`) };

  constructor(readonly db: TestDatabase) {}

  get audit(): AuditLog {
    return new AuditLog(this.db.databases, this.clock);
  }
  get programmes(): Programmes {
    return new Programmes(this.db.databases, this.clock);
  }
  get drafts(): ProgrammeDrafts {
    return new ProgrammeDrafts(this.db.databases, this.clock, this.audit, this.programmes, TEMPLATES);
  }
  get submitting(): SubmitProgramme {
    return new SubmitProgramme(
      this.db.databases,
      this.clock,
      this.audit,
      this.programmes,
      this.drafts,
      TEMPLATES,
    );
  }
  get approving(): ApproveProgramme {
    const guard = (): Promise<Guarded> => Promise.resolve({ warnings: this.warnings });
    return new ApproveProgramme(this.db.databases, this.clock, this.audit, this.programmes, guard);
  }
  get withdrawing(): WithdrawProgramme {
    return new WithdrawProgramme(this.db.databases, this.clock, this.audit, this.programmes);
  }

  submit(document: object, actor = anna): Promise<ProgrammeVersion> {
    return this.submitting.run({ path: written(document) }, actor);
  }

  /** Submits and approves. */
  async inForce(document: object, override?: string): Promise<ProgrammeVersion> {
    const { definition, region } = await this.submit(document);
    const { programme, version } = definition;
    return (await this.approving.run({ programme, version, region }, bo, override)).version;
  }

  async activeOn(programme: string, on: string, region: string | null = null): Promise<string> {
    return (await this.programmes.active(programme, region, plainDate(on))).definition.version;
  }

  async stateOf(programme: string, version: string, region: string | null = null): Promise<string> {
    return (await this.programmes.show(programme, version, region)).state;
  }

  /** What the audit log says was done to a version, in order. */
  async steps(subject: string): Promise<string[]> {
    const rows = await this.db.databases.query<{ action: string; actor: string }>(
      'kallelse_migrate',
      'SELECT action, actor FROM audit.entries WHERE subject = $1 ORDER BY id',
      [subject],
    );
    return rows.map(({ action, actor }) => `${action} by ${actor}`);
  }
}

/** The path of a file with this document (or text). */
export function written(document: object | string): string {
  return file(typeof document === 'string' ? document : JSON.stringify(document), 'yaml');
}
