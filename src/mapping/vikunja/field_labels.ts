import type { FieldPlaces, UdaPlace } from "@/domain/field_places.ts";
import { folded } from "@/domain/folded.ts";
import type { SetPatch } from "@/domain/field_rule.ts";
import type { Patch } from "@/domain/push.ts";
import type { JsonObject } from "@/domain/json.ts";
import { objectsOf, textOf } from "@/mapping/json_values.ts";

type Places = Pick<FieldPlaces, "started" | "udas">;

/** The titles of a task's labels, sorted. */
export function labelTitles(raw: JsonObject): readonly string[] {
  return objectsOf(raw["labels"]).map((label) => textOf(label["title"])).sort();
}

/** Whether a label of that title says another field. */
export function isFieldLabel(title: string, { started, udas }: Places): boolean {
  return isStartedLabel(title, started) ||
    udas.some((place) => place.kind === "label" && valueIn(title, place) !== null);
}

export function isStartedLabel(title: string, started: FieldPlaces["started"]): boolean {
  return started?.kind === "label" && folded(started.title) === folded(title);
}

/** What a label says of an attribute: that behind the colon; `null`: nothing of this one. */
export function valueIn(label: string, { title }: UdaPlace): string | null {
  const colon = label.indexOf(":");
  if (colon < 0 || folded(label.slice(0, colon).trim()) !== folded(title)) return null;
  const value = label.slice(colon + 1).trim();
  return value === "" ? null : value;
}

/** The labels that come and go for these fields to be so. Of several that say one attribute only the first goes. */
export function labelsFor(
  { started, udas }: Pick<Patch, "started" | "udas">,
  labels: readonly string[],
  places: Places,
): SetPatch {
  const add: string[] = [];
  const remove: string[] = [];
  if (started !== undefined && places.started?.kind === "label") {
    const there = labels.filter((title) => isStartedLabel(title, places.started));
    if (!started) remove.push(...there);
    else if (there.length === 0) add.push(places.started.title);
  }
  for (const place of udas === undefined ? [] : places.udas) {
    if (place.kind !== "label") continue;
    const wanted = udas?.[place.attribute] ?? null;
    const there = labels.find((title) => valueIn(title, place) !== null);
    const value = there === undefined ? null : valueIn(there, place);
    if (value === wanted) continue;
    if (there !== undefined) remove.push(there);
    if (wanted !== null) add.push(`${place.title}: ${wanted}`);
  }
  return { add, remove };
}
