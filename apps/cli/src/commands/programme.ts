import { definitionId, lint, type Issue } from '@kallelse/eligibility';
import { SettleRounds, StoppedContacts } from '@kallelse/episodes';
import { toDay, today } from '@kallelse/kernel';
import {
  ApproveProgramme,
  documentText,
  ProgrammeDrafts,
  Programmes,
  SubmitProgramme,
  WithdrawProgramme,
} from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { dateOption, requiredOption, versionArgument } from '../options';
import { print, table } from '../output';
import {
  approvedText,
  changesText,
  draftShortly,
  shortly,
  VERSION_COLUMNS,
  warningsText,
  withdrawnText,
} from '../programme-text';
import { readSource, sourceOf } from '../programme-source';
import { untilInterrupted } from '../until-interrupted';
import { progressNoter } from './simulate';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' }, region: { type: 'string' } } as const;
const ONE = { least: 1, most: 1 };

export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { json: COMMON.json });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const versions = (await office.get(Programmes).list()).map(shortly);
      const drafts = (await office.get(ProgrammeDrafts).list()).map(draftShortly);
      const rows = [...versions, ...drafts];
      await print(terminal, values.json, rows, () => table(rows, VERSION_COLUMNS));
      return 0;
    });
  },
};

export const show: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { ...COMMON, document: { type: 'boolean' } }, ONE);
    const [programme, version] = versionArgument(positionals[0]);
    const region = values.region ?? null;
    return withOffice<ExitStatus>(terminal, async (office) => {
      const draft = (await office.get(ProgrammeDrafts).list()).find(
        (one) => one.programme === programme && one.version === version && one.region === region,
      );
      if (draft && values.document === true) {
        await terminal.out(draft.source);
        return 0;
      }
      const found = draft
        ? { ...draftShortly(draft), document: draft.document }
        : await office
            .get(Programmes)
            .show(programme, version, region)
            .then((stored) => ({ ...shortly(stored), document: stored.document }));
      await terminal.out(
        values.document === true ? documentText(found.document) : `${JSON.stringify(found, null, 2)}\n`,
      );
      return 0;
    });
  },
};

export const validate: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, ONE);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const { definition } = await office
        .get(SubmitProgramme)
        .read(await sourceOf(positionals[0], values.region));
      const { hash } = definition;
      const id = definitionId(definition);
      const warnings = lint(definition, toDay(today(office.platform.clock)));
      await print(
        terminal,
        values.json,
        { id, hash, warnings },
        () => `${id} is valid (hash ${hash.slice(0, 12)})\n${warningsText(warnings)}`,
      );
      return 0;
    });
  },
};

export const diff: CommandModule = {
  run: async (args, terminal) => {
    const options = { ...COMMON, lang: { type: 'string' } } as const;
    const { values, positionals } = parseArguments(args, options, { least: 2, most: 2 });
    const language = values.lang ?? 'sv';
    if (language !== 'sv' && language !== 'en') throw usageProblem('--lang takes sv or en');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const [before, after] = [
        await readSource(office, positionals[0], values.region),
        await readSource(office, positionals[1], values.region),
      ];
      const { changes, text } = changesText(before, after, language);
      await print(terminal, values.json, changes, () => text);
      return 0;
    });
  },
};

export const save: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, ONE);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const draft = await office
        .get(ProgrammeDrafts)
        .save(positionals[0] ?? '', actorOf(values.as, office.config));
      const shown = draftShortly(draft);
      await print(terminal, values.json, { ...shown, issues: draft.issues }, () =>
        draftText(shown.id, draft.issues),
      );
      return 0;
    });
  },
};

export const copy: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, version: { type: 'string' }, 'valid-from': { type: 'string' } },
      ONE,
    );
    const [programme, version] = versionArgument(positionals[0]);
    const newVersion = requiredOption(values.version, 'version');
    const validFrom = dateOption(requiredOption(values['valid-from'], 'valid-from'), 'valid-from') ?? '';
    return withOffice<ExitStatus>(terminal, async (office) => {
      const draft = await office
        .get(ProgrammeDrafts)
        .copy(
          { programme, version, region: values.region ?? null, newVersion, validFrom },
          actorOf(values.as, office.config),
        );
      const shown = draftShortly(draft);
      await print(terminal, values.json, { ...shown, issues: draft.issues }, () =>
        draftText(shown.id, draft.issues),
      );
      return 0;
    });
  },
};

export const submit: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, ONE);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const source = await sourceOf(positionals[0], values.region);
      const version = await office.get(SubmitProgramme).run(source, actorOf(values.as, office.config));
      const { id, state, validFrom } = shortly(version);
      const next = state === 'submitted' ? '; somebody else may approve it now' : '';
      await print(
        terminal,
        values.json,
        shortly(version),
        () => `${id} is ${state}, valid from ${validFrom}${next}\n`,
      );
      return 0;
    });
  },
};

export const approve: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { ...COMMON, override: { type: 'string' } }, ONE);
    const [programme, version] = versionArgument(positionals[0]);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const name = { programme, version, region: values.region ?? null };
      const approved = await untilInterrupted((signal) =>
        office.get(ApproveProgramme).run(name, actorOf(values.as, office.config), values.override, {
          signal,
          onProgress: progressNoter(terminal),
        }),
      );
      const { regionsOnOlderBase, simulation } = approved;
      const result = { ...shortly(approved.version), regionsOnOlderBase, simulation };
      await print(terminal, values.json, result, () => approvedText(approved));
      return 0;
    });
  },
};

export const withdraw: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { ...COMMON, reason: { type: 'string' } }, ONE);
    const [programme, version] = versionArgument(positionals[0]);
    const reason = requiredOption(values.reason, 'reason');
    const name = { programme, version, region: values.region ?? null };
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const drafts = office.get(ProgrammeDrafts);
      const isDraft = (await drafts.list()).some(
        (one) => one.programme === programme && one.version === version && one.region === name.region,
      );
      if (isDraft) {
        await drafts.delete(programme, version, name.region, actor);
        await print(
          terminal,
          values.json,
          { deleted: positionals[0] },
          () => `the draft ${positionals[0] ?? ''} is deleted\n`,
        );
        return 0;
      }
      const withdrawn = await office.get(WithdrawProgramme).run(name, actor, reason);
      // What a killed command leaves undone here, the sweeper and the send gate do.
      await office.get(SettleRounds).run();
      const stopped = await office.get(StoppedContacts).byDefinition(withdrawn.version.id);
      const result = {
        ...shortly(withdrawn.version),
        inForce: withdrawn.inForce && shortly(withdrawn.inForce).id,
        stopped,
      };
      await print(terminal, values.json, result, () => withdrawnText(withdrawn, stopped));
      return 0;
    });
  },
};

function draftText(id: string, issues: readonly Issue[]): string {
  const change = `to change it: kallelse programme show ${id} --document > FILE, then kallelse programme save FILE\n`;
  if (issues.length === 0)
    return `the draft ${id} is saved\n${change}its effect: kallelse programme simulate ${id}; then kallelse programme submit ${id}\n`;
  const lines = issues.map(({ path, message }) => `  ${path}: ${message}\n`).join('');
  return `the draft ${id} is saved; it cannot be submitted yet:\n${lines}${change}`;
}
