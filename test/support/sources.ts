import { join } from 'node:path';

/** Root of the checkout. */
export const ROOT = join(__dirname, '..', '..');

/** Arguments that make plain node run our TypeScript sources. */
export const NODE_FROM_SOURCES: readonly string[] = ['-r', join(__dirname, 'swc-register.cjs')];
