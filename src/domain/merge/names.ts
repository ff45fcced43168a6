import { jsonEqual } from "@/domain/json.ts";
import type { PairState } from "@/domain/state.ts";
import type { Side, Task } from "@/domain/task.ts";

/** Values by names that both sides edited. */
interface MergedNames {
  readonly values: Readonly<Record<string, string>>;
  /** Whether one of them was edited on both sides: then it has the winner's value. */
  readonly isConflict: boolean;
}

/** Merged name by name, from nothing where nothing was ever agreed on. `null`: there is no base that both sides share. */
export function mergeNames(
  { taskwarrior, vikunja }: Pick<PairState, Side>,
  both: Readonly<Record<Side, Task>>,
  winner: Side,
): MergedNames | null {
  const base = taskwarrior.base.udas ?? {};
  const [ours, theirs] = [both.taskwarrior.udas, both.vikunja.udas];
  if (ours === undefined || theirs === undefined) return null;
  if (!jsonEqual(base, vikunja.base.udas ?? {})) return null;
  const names = [...new Set([base, ours, theirs].flatMap(Object.keys))].sort();
  const isTwice = (name: string) =>
    ours[name] !== base[name] && theirs[name] !== base[name] && ours[name] !== theirs[name];
  const valueOf = (name: string) => {
    if (isTwice(name)) return (winner === "taskwarrior" ? ours : theirs)[name];
    return ours[name] === base[name] ? theirs[name] : ours[name];
  };
  const values = names.flatMap((name) => {
    const value = valueOf(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { values: Object.fromEntries(values), isConflict: names.some(isTwice) };
}
