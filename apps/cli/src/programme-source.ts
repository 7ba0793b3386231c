import { stat } from 'node:fs/promises';
import { Programmes, ProgrammeDrafts, SubmitProgramme, type DefinitionSource } from '@kallelse/programmes';
import type { Version } from '@kallelse/eligibility';
import type { Office } from './office';
import { versionArgument } from './options';

/** A definition named as an argument: a file where there is one of that name, else `PROGRAMME@VERSION`. */
export async function sourceOf(text = '', region?: string): Promise<DefinitionSource> {
  const isName = /^[a-z][a-z0-9-]*@[^@/\\]+$/.test(text);
  const found = isName ? await stat(text).catch(() => undefined) : undefined;
  if (!isName || found) return { path: text };
  const [programme, version] = versionArgument(text);
  return { programme, version, region: region ?? null };
}

/** The same with stored versions: a file, a draft, or a version submitted or approved. */
export async function readSource(
  office: Office,
  text: string | undefined,
  region: string | undefined,
): Promise<Version> {
  const source = await sourceOf(text, region);
  if ('path' in source) return office.get(SubmitProgramme).read(source);
  const { programme, version } = source;
  const drafts = await office.get(ProgrammeDrafts).list();
  const isDraft = drafts.some(
    (one) => one.programme === programme && one.version === version && one.region === source.region,
  );
  if (isDraft) return office.get(SubmitProgramme).read(source);
  return office.get(Programmes).show(programme, version, source.region);
}
