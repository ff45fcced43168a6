import { SyncError } from "@/domain/errors.ts";
import { fields } from "@/domain/fields.ts";
import type { SetPatch } from "@/domain/push.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { RelationKind } from "@/adapters/vikunja/api.ts";
import type { ElementDeps } from "@/adapters/vikunja/write/elements.ts";
import { isStatus, vikunjaCodes } from "@/adapters/vikunja/client/errors.ts";
import { objectsOf } from "@/adapters/vikunja/lists.ts";
import { idNumber } from "@/adapters/vikunja/read.ts";
import { stamped } from "@/adapters/vikunja/stamped.ts";

/** Ids of tasks that stand in one relation to this one, one call each. */
export function applyRelations(
  { kind, field }: { readonly kind: RelationKind; readonly field: "depends" | "parents" },
) {
  const what = (other: number) => fields[field].reason(String(other));
  return async (
    { api, signal, shortfall }: ElementDeps,
    before: RawObject,
    change: SetPatch,
  ): Promise<RawObject> => {
    const id = Number(before["id"]);
    const related = (before["related_tasks"] ?? {}) as RawObject;
    let raw = before;
    let there = objectsOf(related[kind]);
    for (const other of change.add.map(idNumber)) {
      if (there.some((task) => task["id"] === other)) continue;
      try {
        raw = stamped(raw, await api.addRelation(id, { kind, other }, signal));
      } catch (error) {
        const isThere = error instanceof SyncError &&
          error.details["vikunjaCode"] === vikunjaCodes.relationThere;
        if (!isThere) {
          shortfall.note({ [field]: { add: [String(other)], remove: [] } }, what(other), error);
          continue;
        }
      }
      there = [...there, { id: other }];
    }
    for (const other of change.remove.map(idNumber)) {
      if (!there.some((task) => task["id"] === other)) continue;
      try {
        raw = stamped(raw, await api.removeRelation(id, { kind, other }, signal));
      } catch (error) {
        if (!isStatus(error, 404)) {
          shortfall.note({ [field]: { add: [], remove: [String(other)] } }, what(other), error);
          continue;
        }
      }
      there = there.filter((task) => task["id"] !== other);
    }
    return { ...raw, related_tasks: { ...related, [kind]: there } };
  };
}
