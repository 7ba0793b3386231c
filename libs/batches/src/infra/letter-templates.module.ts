import { Global, Module } from '@nestjs/common';
import { loadCatalogue } from '@kallelse/letters';
import { LETTER_TEMPLATES, type LetterTemplates } from '@kallelse/programmes';

const templates: LetterTemplates = () => new Set(loadCatalogue().ids);

/** Tells the programmes, which come before the letters, which letters there are. */
@Global()
@Module({
  providers: [{ provide: LETTER_TEMPLATES, useValue: templates }],
  exports: [LETTER_TEMPLATES],
})
export class LetterTemplatesModule {}
