import type { Label } from "../store/rows.ts";
import type { World } from "../world.ts";
import { freshInstant, readInstant, zeroDate } from "../time.ts";
import { showUserId } from "./user.ts";

export function showLabel(world: World, label: Label, { fresh = false } = {}) {
  const instant = fresh ? freshInstant : readInstant;
  return {
    id: label.id,
    title: label.title,
    description: label.description,
    hex_color: label.hexColor,
    created_by: showUserId(world, label.createdById),
    created: instant(label.createdMs),
    updated: instant(label.updatedMs),
  };
}

/** A label of a request body as it comes back: what was left out is empty. */
export function echoLabel(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    id: given["id"] ?? 0,
    title: given["title"] ?? "",
    description: given["description"] ?? "",
    hex_color: given["hex_color"] ?? "",
    created_by: given["created_by"] ?? null,
    created: given["created"] ?? zeroDate,
    updated: given["updated"] ?? zeroDate,
  };
}
