import { Inbox1177, type InboxOptions } from '../src/infra/inbox/inbox-1177';

/** The channel to a simulated inbox, with the patience of a spec. */
export function inboxAt(url: string, options: Partial<InboxOptions> = {}): Inbox1177 {
  const address = { receiver: 'SE165565594230-1000', sender: undefined };
  const settings = {
    address,
    recovery: 'same-key',
    timeoutMs: 300,
    settlingMs: 60_000,
    tellsReceipts: true,
  } as const;
  return new Inbox1177({ url, ...settings, ...options });
}
