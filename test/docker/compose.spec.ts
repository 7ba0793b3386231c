import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@kallelse/platform';
import { parse } from 'yaml';
import { COMMANDS } from '../../apps/cli/src/commands';
import { ROOT } from '../support/sources';

interface Service {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, object>>;
  readonly image?: string;
}

const read = (name: string): string => readFileSync(join(ROOT, 'docker', name), 'utf8');
const { services } = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const own = Object.entries(services).filter(([, { image }]) => image === 'kallelse');
const dockerfile = read('Dockerfile');

/** What `docker compose` puts in place of `${NAME:-default}` and `${NAME:?message}`. */
function filled(value: string): string {
  return value.replace(/\$\{\w+:([-?])([^}]*)\}/g, (_, kind: string, text: string) =>
    kind === '-' ? text : 'a-value-of-the-spec',
  );
}

it.each(own)('%s starts a program that there is, by a command that there is', (_, service) => {
  const [, file] = service.entrypoint ?? ['node', 'apps/cli/bin/kallelse.mjs'];
  const source = (file ?? '').replace(/^dist\//, '').replace(/\.js$/, '.ts');
  expect(existsSync(join(ROOT, source))).toBe(true);
  const [command = '--help'] = service.command ?? [];
  const isOption = command.startsWith('--');
  expect(isOption || COMMANDS.some(({ name }) => name === command)).toBe(true);
});

it.each(own.filter(([, { environment }]) => environment))(
  '%s has settings that Kallelse knows',
  (_, service) => {
    const variables = Object.entries(service.environment ?? {}).map(([name, value]) => [name, filled(value)]);
    const { databaseUrl, redisUrl, secret } = loadConfig(Object.fromEntries(variables) as NodeJS.ProcessEnv);
    expect([databaseUrl, redisUrl, secret]).not.toContain(undefined);
  },
);

it('every service that something waits for is there', () => {
  const waited = Object.values(services).flatMap(({ depends_on: on }) => Object.keys(on ?? {}));
  expect(waited.filter((name) => !(name in services))).toEqual([]);
});

it('the image takes only files that there are, and runs as nobody special', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from|\. )(.+) \S+$/gm)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  expect(copied.length).toBeGreaterThan(3);
  expect(copied.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
  expect(dockerfile).toMatch(/^USER node$/m);
});
