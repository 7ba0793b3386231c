import type { Actor, AuditLog } from '@kallelse/access';
import { ProblemError } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { endRest } from '../infra/provider-pace';
import { STUCK } from '../infra/stuck-chunks';

/** A part of a batch that is tried again. */
export interface RetriedChunk {
  readonly batch: number;
  readonly chunk: number;
}

/** Tries a stuck part of a batch at once; it leaves the list by itself when it is through. */
export class RetryStuck {
  constructor(
    private readonly databases: Databases,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @param exception its name in the list
   * @throws ProblemError EXCEPTION_NOT_STUCK when no part of a batch is stuck under this name
   */
  async run(exception: string, actor: Actor): Promise<RetriedChunk> {
    if (!/^[1-9]\d{0,8}$/.test(exception)) throw notStuck();
    const retried = await this.databases.transaction('kallelse_delivery', async (tx) => {
      await endRest(tx);
      const [rows] = await tx.query<[RetriedChunk[], number]>(
        `UPDATE screening.chunks AS chunk SET not_before = NULL, error_code = NULL, attempts = 0 FROM screening.exceptions AS raised
         WHERE raised.id = $1 AND raised.kind = '${STUCK}' AND raised.resolved_at IS NULL AND raised.subject = 'chunk ' || chunk.id
         RETURNING chunk.batch_id AS batch, chunk.id AS chunk`,
        [exception],
      );
      return rows[0];
    });
    if (!retried) throw notStuck();
    await this.audit.record({
      actor,
      action: 'exceptions.retry',
      subject: `exception ${exception}`,
      details: { ...retried },
    });
    return retried;
  }
}

function notStuck(): ProblemError {
  return new ProblemError(
    'EXCEPTION_NOT_STUCK',
    'no part of a batch that is stuck is listed under this name',
    {
      fix: 'see what is open with: kallelse exceptions --kind sending-stuck',
      exitCode: 2,
    },
  );
}
