import { testDatabase } from '@test/support/database';
import { jobPrefix } from './job-prefix';

const one = testDatabase();
const another = testDatabase();

describe('the prefix of jobs in Redis', () => {
  it('is the same for every process of an installation', async () => {
    const prefix = await jobPrefix(one.databases, one.secret);
    expect(await jobPrefix(one.databases, one.secret)).toBe(prefix);
    expect(prefix).toMatch(/^kallelse-[0-9a-f]{12}$/);
  });

  it('is another one for a database made anew, whose job ids begin from the start', async () => {
    expect(await jobPrefix(another.databases, one.secret)).not.toBe(
      await jobPrefix(one.databases, one.secret),
    );
  });

  it('is another one for another installation', async () => {
    expect(await jobPrefix(one.databases, 'the secret of another')).not.toBe(
      await jobPrefix(one.databases, one.secret),
    );
  });
});
