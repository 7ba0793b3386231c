import {
  compileToSql,
  decodeDecision,
  derivedFacts,
  type Decision,
  type DecisionRow,
  type Definition,
  type Resident,
} from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import { driverClient, type Databases } from '@kallelse/platform';
import { createTemporarySources, fillTemporarySources, type SqlClient } from './temporary-sources';

/**
 * Decides residents that are not in the register with the compiled statement, over temporary source tables in one
 * transaction: `kallelse decide --engine sql`.
 */
export class SqlDecider {
  private constructor(
    private readonly client: SqlClient,
    private readonly definition: Definition,
    private readonly asOf: PlainDate,
    private readonly knownAt: PlainDate | undefined,
  ) {}

  static async open(
    client: SqlClient,
    definition: Definition,
    asOf: PlainDate,
    knownAt?: PlainDate,
  ): Promise<SqlDecider> {
    await createTemporarySources(client);
    return new SqlDecider(client, definition, asOf, knownAt);
  }

  /** Opens the decider in a transaction of kallelse_selection, which may read nothing of identity. */
  static within<T>(
    databases: Databases,
    definition: Definition,
    asOf: PlainDate,
    knownAt: PlainDate | undefined,
    work: (decider: SqlDecider) => Promise<T>,
  ): Promise<T> {
    return databases.transaction('kallelse_selection', async (tx) =>
      work(await SqlDecider.open(await driverClient(tx), definition, asOf, knownAt)),
    );
  }

  /** One decision per resident, in order. Memory grows with the list: give it in chunks. */
  async decide(residents: readonly Resident[]): Promise<Decision[]> {
    await fillTemporarySources(this.client, residents);
    const { text, values } = compileToSql(this.definition, this.asOf, {
      source: derivedFacts({
        schema: 'pg_temp',
        asOf: toDay(this.asOf),
        programme: this.definition.programme,
        ...(this.knownAt === undefined ? {} : { knownAt: toDay(this.knownAt) }),
      }),
    });
    const { rows } = await this.client.query(`${text} ORDER BY resident_id`, [...values]);
    if (rows.length !== residents.length) {
      throw new Error(`the statement decided ${rows.length} of ${residents.length} residents`);
    }
    return rows.map((row) => decodeDecision(this.definition, this.asOf, row as DecisionRow));
  }
}
