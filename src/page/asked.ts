import type { Context } from "hono";
import type { BehindPage } from "@/ports/page.ts";
import type { Asking, Input, OperationName, Output } from "@/ports/operations_table.ts";

/** Whom the page asks. */
export type Asked = Pick<BehindPage, "operations" | "over">;

/** Asks whoever has the log: what is looked at, for as long as the browser waits; what is done, to its end. */
export function askFor<Name extends OperationName>(
  { operations, over }: Asked,
  context: Context,
  name: Name,
  input: Input<Name>,
): Promise<Output<Name>> {
  const signal = context.req.method === "GET" ? context.req.raw.signal : over;
  const asking: Asking = { signal, progress: () => {} };
  return operations()[name](input, asking);
}
