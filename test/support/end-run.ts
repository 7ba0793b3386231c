import { asAdmin, serverFromUrl } from '@kallelse/platform';
import { testEnvironment } from './environment';
import { attachToRun, templateName } from './server';

/** Ends what the specs of this run shared on a server. */
export async function endRun(): Promise<void> {
  const { databaseUrl } = testEnvironment;
  if (databaseUrl === undefined) {
    await (await attachToRun(0)).stop();
    return;
  }
  await asAdmin(serverFromUrl(databaseUrl), (client) =>
    client.query(`DROP DATABASE IF EXISTS ${templateName()}`),
  );
}
