import { nearestName } from '@kallelse/kernel';
import { type TemplateIssues } from './issues';

/** A value out of a YAML file together with the path it stands at; reading it wrongly adds an issue instead of throwing. */
export class NodeReader {
  constructor(
    readonly value: unknown,
    readonly path: string,
    readonly issues: TemplateIssues,
  ) {}

  fault(message: string): undefined {
    return this.issues.add(this.path, message);
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The entry of a mapping, absent when there is none or this is no mapping. */
  at(key: string): NodeReader {
    const separator = this.path.endsWith(': ') ? '' : '.';
    return new NodeReader(this.mapping()?.[key], `${this.path}${separator}${key}`, this.issues);
  }

  /** Refuses keys that are not in the list and values that are no mapping. */
  allowKeys(keys: readonly string[]): boolean {
    const mapping = this.mapping();
    if (mapping === undefined) {
      this.fault('must be a mapping');
      return false;
    }
    for (const key of Object.keys(mapping)) {
      if (keys.includes(key)) continue;
      const near = nearestName(key, keys);
      this.at(key).fault(near === undefined ? 'unknown key' : `unknown key, did you mean "${near}"?`);
    }
    return true;
  }

  entries(): readonly (readonly [string, NodeReader])[] {
    const mapping = this.mapping();
    if (mapping === undefined) {
      if (!this.isAbsent) this.fault('must be a mapping');
      return [];
    }
    return Object.keys(mapping).map((key) => [key, this.at(key)] as const);
  }

  /** The items of a list that must not be empty. */
  items(): readonly NodeReader[] {
    if (!Array.isArray(this.value) || this.value.length === 0) {
      this.fault('must be a list with at least one item');
      return [];
    }
    return this.value.map(
      (item: unknown, index) => new NodeReader(item, `${this.path}[${index}]`, this.issues),
    );
  }

  /** A text that must be there and hold more than white space; the empty text after a fault. */
  text(): string {
    if (typeof this.value === 'string' && this.value.trim() !== '') return this.value.trim();
    this.fault(this.isAbsent ? 'is missing' : 'must be a text');
    return '';
  }

  /** One of the given words, or undefined with an issue. */
  oneOf<T extends string>(words: readonly T[]): T | undefined {
    const found = words.find((word) => word === this.value);
    if (found !== undefined) return found;
    return this.fault(this.isAbsent ? 'is missing' : `must be one of ${words.join(', ')}`);
  }

  boolean(): boolean {
    if (this.isAbsent) return false;
    if (typeof this.value === 'boolean') return this.value;
    this.fault('must be true or false');
    return false;
  }

  private mapping(): Readonly<Record<string, unknown>> | undefined {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Readonly<Record<string, unknown>>;
  }
}
