/** Raised while nobody waits for it, it is there for the next who does. */
export function createSignal() {
  let raised = Promise.withResolvers<void>();
  return {
    raise: () => raised.resolve(),
    async next(): Promise<void> {
      await raised.promise;
      raised = Promise.withResolvers();
    },
    forget: () => void (raised = Promise.withResolvers()),
  };
}
