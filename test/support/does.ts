/** A handler or task that does something small: `run: does(() => runs++)`. */
export function does(action: () => unknown): () => Promise<void> {
  return async () => {
    await Promise.resolve();
    action();
  };
}
