import type { FieldPlaces } from "@/domain/field_places.ts";
import type { JsonObject } from "@/domain/json.ts";
import { objectsOf, textOf } from "@/mapping/json_values.ts";
import { lineIn, withLine } from "@/mapping/vikunja/description_line.ts";
import { isStartedLabel, labelTitles, valueIn } from "@/mapping/vikunja/field_labels.ts";

/** Whether a task is being worked on. Percent say nothing of it where it is done. */
export function startedIn(raw: JsonObject, { started }: FieldPlaces): boolean | undefined {
  switch (started?.kind) {
    case undefined:
      return undefined;
    case "label":
      return labelTitles(raw).some((title) => isStartedLabel(title, started));
    case "percent":
      return raw["done"] === true ? undefined : Number(raw["percent_done"] ?? 0) > 0;
  }
}

/** Title of the bucket that the card is in on this board; `undefined`: the answer does not say, or it is done. */
export function bucketIn(raw: JsonObject, board: number | undefined): string | undefined {
  if (raw["done"] === true || board === undefined) return undefined;
  const bucket = objectsOf(raw["buckets"]).find((each) =>
    Number(each["project_view_id"]) === board
  );
  return bucket === undefined ? undefined : textOf(bucket["title"]);
}

/** Values of the user's attributes that its labels and its description say. */
export function udasIn(raw: JsonObject, { udas }: FieldPlaces): Readonly<Record<string, string>> {
  const labels = labelTitles(raw);
  const html = textOf(raw["description"]);
  return Object.fromEntries(udas.flatMap((place) => {
    const said = place.kind === "line"
      ? lineIn(html, place.title)
      : labels.flatMap((label) => valueIn(label, place) ?? [])[0] ?? "";
    return said === "" ? [] : [[place.attribute, said]];
  }));
}

/** The description with what these attributes say in lines of it. */
export function descriptionWith(
  html: string,
  values: Readonly<Record<string, string>>,
  { udas }: FieldPlaces,
): string {
  return udas.filter(({ kind }) => kind === "line").reduce(
    (text, { attribute, title }) => {
      const value = values[attribute] ?? "";
      return lineIn(text, title) === value ? text : withLine(text, title, value);
    },
    html,
  );
}
