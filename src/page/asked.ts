import type { Context } from "hono";
import type { BehindPage } from "@/ports/page.ts";
import type { Asking, Input, OperationName, Output } from "@/ports/operations_table.ts";

/** Whom the page asks. */
export type Asked = Pick<BehindPage, "operations">;

/** Asks whoever has the log, for as long as the browser waits. */
export function askFor<Name extends OperationName>(
  { operations }: Asked,
  context: Context,
  name: Name,
  input: Input<Name>,
): Promise<Output<Name>> {
  const asking: Asking = { signal: context.req.raw.signal, progress: () => {} };
  return operations()[name](input, asking);
}
