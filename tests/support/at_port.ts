import { until } from "@tests/support/until.ts";

/**
 * Listens where somebody listened before. Meanwhile the system may have lent the port to a connection of another
 * test: then it is waited for.
 */
export async function atPort<T>(listen: () => T | Promise<T>): Promise<T> {
  const { value } = await until("the port is free again", async () => ({ value: await listen() }));
  return value;
}
