/** From the rarest to the most frequent; a level includes those before it. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/**
 * `error`: someone must act. `warn`: it went on, but look at it. `info`: what the system did, readable in production.
 * `debug`: for the developer.
 */
export type LogLevel = (typeof LOG_LEVELS)[number];
