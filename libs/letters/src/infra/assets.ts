import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError } from '@kallelse/kernel';
import { readCatalogue, type TemplateCatalogue, type TemplateFile } from '../domain/template/catalogue';

/** The file that only the project's root folder has. */
const ROOT_MARKER = 'nest-cli.json';
const TEMPLATES = join('libs', 'letters', 'templates');

/**
 * The project's root folder, found by walking up from this file: templates are not copied to the build folder, so they
 * are read from the same place whether this runs from source or from the build.
 */
export function projectRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ROOT_MARKER))) return folder;
    if (dirname(folder) === folder) break;
  }
  throw new ProblemError(
    'PROJECT_ROOT_NOT_FOUND',
    `No folder above the letters library holds ${ROOT_MARKER}.`,
    {
      fix: 'Deploy nest-cli.json and libs/letters/templates beside the build folder.',
    },
  );
}

/** Reads and checks every template file of the installation. Throws TEMPLATES_INVALID with every fault. */
export function loadCatalogue(folder: string = join(projectRoot(), TEMPLATES)): TemplateCatalogue {
  return readCatalogue(yamlFiles(folder), yamlFiles(join(folder, 'common')));
}

function yamlFiles(folder: string): readonly TemplateFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ name, content: readFileSync(join(folder, name), 'utf8') }));
}
