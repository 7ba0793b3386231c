import { Client } from 'pg';

/** A statement as a role sent it to the database. */
export interface Statement {
  readonly role: string;
  readonly text: string;
  readonly values: string;
}

/** What asks the database, before anybody listens. */
const { query: ask } = Client.prototype as unknown as {
  readonly query: (this: Client, ...args: unknown[]) => unknown;
};

/** Writes down every statement that this process sends to a database, with its values. `end` gives them. */
export function listenToStatements(): { readonly end: () => readonly Statement[] } {
  const statements: Statement[] = [];
  const spy = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...args: unknown[]
  ): unknown {
    const [asked, values] = args;
    const config = Object(asked) as { readonly text?: string; readonly values?: unknown };
    statements.push({
      role: (this as unknown as { readonly user: string }).user,
      text: typeof asked === 'string' ? asked : (config.text ?? ''),
      values: JSON.stringify([values, config.values]),
    });
    return ask.apply(this, args);
  });
  return {
    end: () => {
      spy.mockRestore();
      return statements;
    },
  };
}
