/** What the tests use of a recorded webhook, or of `retries`. */
interface Recording {
  readonly secret: string;
  readonly raw_body: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly experiments: readonly { readonly deliveries: readonly unknown[] }[];
}

export async function recording(name: string): Promise<Recording> {
  const file = new URL(`../fixtures/contract/webhooks/${name}.json`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(file));
}

/** Names and types, in their order, without the values; related tasks depend on the case. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
  return Object.entries(value).map(([name, one]) =>
    name === "related_tasks" ? name : [name, shapeOf(one)]
  );
}
