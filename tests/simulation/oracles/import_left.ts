import { type Edit, notMeant } from "@tests/simulation/oracles/edits.ts";
import { unheardMs } from "@tests/simulation/oracles/renamed.ts";

/**
 * A limit: what was edited in Taskwarrior since an import read it may be put back by that, where nobody looks after it
 * any more. `ids`: in Vikunja, of tasks that it wrote over what the next process had written, also by the title that a label
 * or project had before it was renamed, of which a task's stamp tells nothing.
 */
export function importLeft(
  edits: Edit[],
  { sinceMs, ids }: { readonly sinceMs: number; readonly ids: readonly string[] },
): void {
  const isRename = ({ because }: Edit) =>
    because === "rename label" || because === "rename project";
  notMeant(edits, (edit) => {
    if (edit.side === "taskwarrior") return edit.atMs >= sinceMs;
    return ids.includes(edit.id) && edit.atMs >= sinceMs - (isRename(edit) ? unheardMs : 0);
  });
}
