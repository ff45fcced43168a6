import { counterpart } from "@/domain/links.ts";
import type { PairContext } from "@/domain/representation.ts";
import type { Side } from "@/domain/task.ts";
import { uniqueSorted } from "@/mapping/json_values.ts";

/** The same tasks by their ids on the side `to`; those that it does not have are left out. */
export function counterparts(
  ids: readonly string[],
  to: Side,
  { links }: Pick<PairContext, "links">,
): readonly string[] {
  return uniqueSorted(ids.flatMap((id) => counterpart(links, id, to) ?? []));
}
