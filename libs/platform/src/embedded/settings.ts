import { availableParallelism, totalmem } from 'node:os';

/** Server settings, name → value. */
export type Settings = Readonly<Record<string, string>>;

const MB = 1024 * 1024;

/** What the server log may never hold: statements and values of persons. Later settings cannot weaken these. */
const SILENT: Settings = {
  log_destination: 'stderr',
  logging_collector: 'off',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_duration: 'off',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_autovacuum_min_duration: '-1',
  log_temp_files: '-1',
  log_lock_waits: 'off',
  log_checkpoints: 'off',
  log_connections: '',
  log_disconnections: 'off',
};

/** Settings for one machine that runs everything, sized by its memory and processors. */
export function serverSettings(
  given: Settings = {},
  memory: number = totalmem(),
  processors: number = availableParallelism(),
): Settings {
  const megabytes = memory / MB;
  const between = (low: number, value: number, high: number): string =>
    `${String(Math.round(Math.min(Math.max(value, low), high)))}MB`;
  return {
    max_connections: '200',
    shared_buffers: between(64, megabytes / 8, 2048),
    effective_cache_size: between(256, megabytes / 2, 65536),
    work_mem: between(8, megabytes / 512, 64),
    maintenance_work_mem: between(64, megabytes / 32, 512),
    max_parallel_workers_per_gather: String(Math.min(4, Math.max(1, processors - 1))),
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    // Nobody replicates the embedded server; bulk loads are cheaper for it.
    wal_level: 'minimal',
    max_wal_senders: '0',
    random_page_cost: '1.1',
    // Compiling a statement costs more than it saves on most of ours.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    password_encryption: 'scram-sha-256',
    listen_addresses: '127.0.0.1',
    ...given,
    ...SILENT,
  };
}

/** The settings as arguments of `postgres`. */
export function settingArguments(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
