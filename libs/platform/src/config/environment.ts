import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, MinLength } from 'class-validator';
import { LOG_LEVELS, type LogLevel } from '../logging/level';
import { NOW_PATTERN } from '../clock/clock-setting';

const POSTGRES_URL = /^postgres(ql)?:\/\//;
const REDIS_URL = /^rediss?:\/\//;
const HSA_ID = /^SE\d{10,12}-[A-Z0-9]{1,20}$/;
const HSA_ID_MESSAGE = '$property must be an HSA-id such as SE2321000016-1000';

/**
 * Every variable Kallelse reads, under its own name, with the rule it must meet. A new setting is one decorated line
 * here; it is then found as `config.variables.NAME`. Messages name the variable, never its value: it may be a secret.
 */
export class Environment {
  /** A PostgreSQL server (15 or newer) whose user may create roles. Absent: the embedded server. */
  @IsOptional()
  @Matches(POSTGRES_URL, { message: '$property must be a postgres:// connection string' })
  DATABASE_URL?: string;

  /** A Redis server for the queue. Absent: the queue lives in PostgreSQL. */
  @IsOptional()
  @Matches(REDIS_URL, { message: '$property must be a redis:// or rediss:// connection string' })
  REDIS_URL?: string;

  /** Folder of the embedded server's data, the artefacts and the local secret. Default `.kallelse`. */
  @IsOptional() @MinLength(1) KALLELSE_DATA?: string;

  /** What the role passwords are derived from. Default: the password of DATABASE_URL, else a kept random one. */
  @IsOptional() @MinLength(16) KALLELSE_SECRET?: string;

  /** Another time than the system's: runs on from the given instant; with a closing `!` it stands still. */
  @IsOptional()
  @Matches(NOW_PATTERN, {
    message: '$property must be an instant like 2026-05-01T08:00:00+02:00, optionally with !',
  })
  KALLELSE_NOW?: string;

  /** Port of the api; KALLELSE_PORT comes before PORT. Default 3000. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(65535) KALLELSE_PORT?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(65535) PORT?: number;

  /** Address the api listens on. Default 127.0.0.1: only what stands before it on the same machine reaches it. */
  @IsOptional() @Matches(/^[0-9A-Za-z.:-]+$/) KALLELSE_HOST?: string;

  /** Least severe message that is logged. Default `info`. */
  @IsOptional() @IsIn(LOG_LEVELS) KALLELSE_LOG_LEVEL?: LogLevel;

  /** Connections per database role and process. Default 4. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(100) KALLELSE_POOL_SIZE?: number;

  /** Jobs a worker process works on at a time, per queue. Default 2. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(64) KALLELSE_WORKER_CONCURRENCY?: number;

  /** Seconds the embedded server stays up after its last client left. Default 10. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(3600) KALLELSE_DATABASE_GRACE?: number;

  /** Address of the 1177 inbox service. Absent: everything goes on paper. */
  @IsOptional()
  @Matches(/^https?:\/\//, { message: '$property must be an http:// or https:// address' })
  KALLELSE_1177_URL?: string;

  /**
   * How a message is recovered that was under way when a process died: `same-key` (the service recognises a repeated
   * idempotency key; default), `ask-status` (it can be asked what became of a key, and is believed that it does
   * not know one when KALLELSE_1177_SETTLING has passed), `none` (it becomes `unknown`).
   */
  @IsOptional() @IsIn(['same-key', 'ask-status', 'none']) KALLELSE_1177_RECOVERY?:
    'same-key' | 'ask-status' | 'none';

  /** Seconds to wait for an answer of the 1177 inbox service. Default 15. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(120) KALLELSE_1177_TIMEOUT?: number;

  /**
   * Seconds after which a message that the 1177 inbox service was sent is known to it, or will never be; for recovery
   * `ask-status`. Default 300.
   */
  @IsOptional() @Type(() => Number) @IsInt() @Min(60) @Max(86_400) KALLELSE_1177_SETTLING?: number;

  /** HSA-id of the 1177 inbox service, the logical address of messages. Default that of Inera. */
  @IsOptional() @Matches(HSA_ID, { message: HSA_ID_MESSAGE }) KALLELSE_1177_RECEIVER?: string;

  /** HSA-id that messages name as their sender when the unit has none of its own. */
  @IsOptional() @Matches(HSA_ID, { message: HSA_ID_MESSAGE }) KALLELSE_1177_SENDER?: string;

  /** Most messages a second to the 1177 inbox service, from all workers together. Absent: as many as there are. */
  @IsOptional() @Type(() => Number) @Min(0.1) @Max(10_000) KALLELSE_1177_RATE?: number;

  /** Whether the 1177 inbox service can be asked what became of messages: `ask` (default), `none`. */
  @IsOptional() @IsIn(['ask', 'none']) KALLELSE_1177_RECEIPTS?: 'ask' | 'none';

  /**
   * Key by which the 1177 service signs the answers it passes on (Standard Webhooks: `whsec_` and 24 bytes or more in
   * base64). Absent: the api takes none.
   */
  @IsOptional()
  @Matches(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, {
    message: '$property must be whsec_ and at least 24 bytes in base64',
  })
  KALLELSE_1177_REPLY_KEY?: string;

  /** Page with letters in more languages, printed on every letter. Default that of 1177. */
  @IsOptional() @Matches(/^https:\/\//) KALLELSE_LANGUAGE_URL?: string;

  /** Address of the service of Mina meddelanden. Absent: nothing goes to secure mailboxes. */
  @IsOptional()
  @Matches(/^https?:\/\//, { message: '$property must be an http:// or https:// address' })
  KALLELSE_MAILBOX_URL?: string;

  /** Organisation number by which Mina meddelanden knows the sender. */
  @IsOptional()
  @Matches(/^(\d{10}|\d{12})$/, { message: '$property must be an organisation number of 10 or 12 digits' })
  KALLELSE_MAILBOX_SENDER?: string;

  /** Name of the sender in secure mailboxes. Default `Cancerscreening`. */
  @IsOptional() @MinLength(1) KALLELSE_MAILBOX_SENDER_NAME?: string;

  /** Files, PEM: the private key that signs messages to secure mailboxes, and its certificate. */
  @IsOptional() @MinLength(1) KALLELSE_MAILBOX_KEY?: string;
  @IsOptional() @MinLength(1) KALLELSE_MAILBOX_CERTIFICATE?: string;

  /** As KALLELSE_1177_RECOVERY, _TIMEOUT, _SETTLING, _RATE and _RECEIPTS. */
  @IsOptional() @IsIn(['same-key', 'ask-status', 'none']) KALLELSE_MAILBOX_RECOVERY?:
    'same-key' | 'ask-status' | 'none';
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(120) KALLELSE_MAILBOX_TIMEOUT?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(60) @Max(86_400) KALLELSE_MAILBOX_SETTLING?: number;
  @IsOptional() @Type(() => Number) @Min(0.1) @Max(10_000) KALLELSE_MAILBOX_RATE?: number;
  @IsOptional() @IsIn(['ask', 'none']) KALLELSE_MAILBOX_RECEIPTS?: 'ask' | 'none';

  /** SFTP server of the print supplier, its user and folder. Absent: finished runs lie in `artefacts/print`. */
  @IsOptional()
  @Matches(/^sftp:\/\/[A-Za-z0-9._-]+@[A-Za-z0-9.-]+(:\d{1,5})?(\/[^?#]*)?$/, {
    message: '$property must be sftp://USER@HOST[:PORT][/FOLDER]',
  })
  KALLELSE_PRINT_SFTP?: string;

  /** File with the private key for KALLELSE_PRINT_SFTP. */
  @IsOptional() @MinLength(1) KALLELSE_PRINT_SFTP_KEY?: string;

  /** Fingerprint of the host key that the server of KALLELSE_PRINT_SFTP must have, as `ssh-keygen -lf` writes it. */
  @IsOptional()
  @Matches(/^SHA256:[A-Za-z0-9+/]{43}$/, { message: '$property must be SHA256: and 43 characters' })
  KALLELSE_PRINT_SFTP_HOST_KEY?: string;

  /**
   * File with the public OpenPGP key, armored, of those who look people up: outreach and phone lists are encrypted for them.
   * Absent: the lists lie as they are in the artefact store.
   */
  @IsOptional() @MinLength(1) KALLELSE_OUTREACH_KEY?: string;

  /** Most letters in one print run. Default 1000. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(5000) KALLELSE_PRINT_RUN_SIZE?: number;
}
