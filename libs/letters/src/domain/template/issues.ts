import { ProblemError } from '@kallelse/kernel';

/** One fault of a template file: where it stands and what is wrong. */
export interface TemplateIssue {
  /** `cervical-invitation.yaml: sv.sections[2].content[0].text` */
  readonly path: string;
  readonly message: string;
}

/** Collects the faults of all template files, so that one reading reports every one of them. */
export class TemplateIssues {
  private readonly found: TemplateIssue[] = [];

  add(path: string, message: string): undefined {
    this.found.push({ path, message });
    return undefined;
  }

  get list(): readonly TemplateIssue[] {
    return this.found;
  }

  /** Throws TEMPLATES_INVALID with every fault, or does nothing when there is none. */
  refuseIfAny(): void {
    if (this.found.length === 0) return;
    const lines = this.found.map((issue) => `  ${issue.path}: ${issue.message}`);
    throw new ProblemError(
      'TEMPLATES_INVALID',
      `${this.found.length} fault(s) in the letter templates:\n${lines.join('\n')}`,
      { exitCode: 2, fix: 'Correct the template files; no letter is made from an invalid set.' },
    );
  }
}
