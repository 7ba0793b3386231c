import { definitionId } from '@kallelse/eligibility';
import { Programmes, type ProgrammeVersion } from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { versionArgument } from '../options';
import { print, table } from '../output';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' } } as const;

export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { json: COMMON.json });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const versions = await office.get(Programmes).list();
      await print(terminal, values.json, versions.map(shortly), () =>
        table(versions.map(shortly), VERSION_COLUMNS),
      );
      return 0;
    });
  },
};

export const show: CommandModule = {
  run: async (args, terminal) => {
    const { positionals } = parseArguments(args, {}, { least: 1, most: 1 });
    const [programme, version] = versionArgument(positionals[0]);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const found = await office.get(Programmes).show(programme, version);
      await terminal.out(`${JSON.stringify({ ...shortly(found), document: found.document }, null, 2)}\n`);
      return 0;
    });
  },
};

export const validate: CommandModule = {
  run: async (args, terminal) => {
    const { positionals } = parseArguments(args, {}, { least: 1, most: 1 });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const { definition } = await office.get(Programmes).read(positionals[0] ?? '');
      await terminal.out(`${definitionId(definition)} is valid (hash ${definition.hash.slice(0, 12)})\n`);
      return 0;
    });
  },
};

export const submit: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const version = await office
        .get(Programmes)
        .submit(positionals[0] ?? '', actorOf(values.as, office.config));
      await print(
        terminal,
        values.json,
        shortly(version),
        () => `${sentence(version)}; somebody else may approve it now\n`,
      );
      return 0;
    });
  },
};

export const approve: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
    const [programme, version] = versionArgument(positionals[0]);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const approved = await office
        .get(Programmes)
        .approve(programme, version, actorOf(values.as, office.config));
      await print(terminal, values.json, shortly(approved), () => `${sentence(approved)}\n`);
      return 0;
    });
  },
};

interface ShortVersion {
  readonly id: string;
  readonly region: string | null;
  readonly state: string;
  readonly validFrom: string;
  readonly submittedBy: string;
  readonly approvedBy: string | null;
  readonly hash: string;
}

function shortly({ definition, state, validFrom, submittedBy, approvedBy }: ProgrammeVersion): ShortVersion {
  const { region = null, hash } = definition;
  return { id: definitionId(definition), region, state, validFrom, submittedBy, approvedBy, hash };
}

function sentence({ definition, state, validFrom }: ProgrammeVersion): string {
  return `${definitionId(definition)} is ${state}, valid from ${validFrom}`;
}

const VERSION_COLUMNS = [
  { head: 'version', cell: ({ id }: ShortVersion) => id },
  { head: 'region', cell: ({ region }: ShortVersion) => region ?? 'national' },
  { head: 'state', cell: ({ state }: ShortVersion) => state },
  { head: 'valid from', cell: ({ validFrom }: ShortVersion) => validFrom },
  { head: 'submitted by', cell: ({ submittedBy }: ShortVersion) => submittedBy },
  { head: 'approved by', cell: ({ approvedBy }: ShortVersion) => approvedBy },
  { head: 'hash', cell: ({ hash }: ShortVersion) => hash.slice(0, 12) },
];
