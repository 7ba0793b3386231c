import { type PoolClient } from 'pg';
import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { ProblemError } from '@kallelse/kernel';

/** What a migration step is given: SQL as the owner, inside the step's transaction. */
export interface MigrationContext {
  /** Runs one or several statements; with parameters only one. */
  sql<Row>(statement: string, parameters?: unknown[]): Promise<Row[]>;
  /** The driver's connection, for what brings its own SQL. */
  client(): Promise<PoolClient>;
}

/** One step of the numbered line. It is never edited once released, and there is no way back but a next step. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** False for a step that handles its own transactions; it must be able to run again after half of it was done. */
  readonly transaction: boolean;
  up(db: MigrationContext): Promise<void>;
}

/** Declares the step of file `NNNN-name.ts`. */
export function migration(
  number: number,
  name: string,
  up: (db: MigrationContext) => Promise<void>,
  { transaction = true }: { readonly transaction?: boolean } = {},
): Migration {
  return { number, name, transaction, up };
}

/** The step's name in the table of done migrations. TypeORM orders by the last 13 characters, read as a number. */
export function recordedName(step: Migration): string {
  return `${step.name}-${String(step.number).padStart(13, '0')}`;
}

/** The class TypeORM wants for a step; `onStart` is told before it runs. */
export function typeormMigration(
  step: Migration,
  onStart: (step: Migration) => void,
): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = recordedName(step);
    readonly transaction = step.transaction;

    async up(runner: QueryRunner): Promise<void> {
      onStart(step);
      await step.up({
        sql: (statement, parameters) => runner.query(statement, parameters) as Promise<never[]>,
        client: () => runner.connect() as Promise<PoolClient>,
      });
    }

    down(): Promise<void> {
      return Promise.reject(new ProblemError('MIGRATION_ONE_WAY', 'migrations only go forward'));
    }
  };
}
