import * as v from "valibot";
import type { StartedPlace, UdaPlace } from "@/domain/field_places.ts";
import { folded } from "@/domain/folded.ts";
import { udaName } from "@/config/attribute_settings.ts";

const takesStarted = '"label:doing", "percent:50" or "off"';

/** Where Vikunja shows that a task is being worked on. */
export const started = v.pipe(
  v.string(`must be ${takesStarted}`),
  v.rawTransform(({ dataset, addIssue, NEVER }): StartedPlace | null => {
    const text = dataset.value.trim();
    if (["off", "none", ""].includes(text)) return null;
    const [, kind, value = ""] = /^(label|percent):(.*)$/.exec(text) ?? [];
    const percent = /^\d{1,2}$/.test(value.trim()) ? Number(value) : 0;
    if (kind === "label" && isTitle(value)) return { kind, title: value.trim() };
    if (kind === "percent" && percent > 0) return { kind, percent };
    const mend = kind === "percent" ? "percent takes a whole number from 1 to 99" : null;
    addIssue({ message: mend ?? `must be ${takesStarted}` });
    return NEVER;
  }),
);

const example = 'estimate = "label"';

/** Attributes of the user's own that are labels or lines in Vikunja. */
export const udas = v.pipe(
  v.record(v.string(), v.unknown(), `must be a table with lines like ${example}`),
  v.rawTransform(({ dataset, addIssue, NEVER }): readonly UdaPlace[] => {
    const read = Object.entries(dataset.value).flatMap(([name, value]) => placeOf(name, value));
    const found = read.filter((each) => typeof each !== "string");
    const wrong = [...read.filter((each) => typeof each === "string"), ...clashes(found)];
    for (const message of wrong) addIssue({ message });
    return wrong.length === 0 ? found : NEVER;
  }),
);

/** Or what is wrong with it. */
function placeOf(attribute: string, value: unknown): (UdaPlace | string)[] {
  const name = JSON.stringify(attribute);
  if (value === "off") return [];
  const checked = v.safeParse(udaName, attribute);
  if (!checked.success) return [`has ${name}, which ${checked.issues[0].message}`];
  const [, kind, title = attribute] = /^(label|line)(?::(.*))?$/.exec(String(value)) ?? [];
  if (kind !== "label" && kind !== "line" || !isTitle(title) || title.includes(":")) {
    return [`has for ${name} neither "label" nor "line", alone or like "label:Estimate"`];
  }
  return [{ attribute, kind, title: title.trim() }];
}

function isTitle(text: string): boolean {
  return text.trim() !== "" && text.length <= 100 && !/[\p{Cc}<>]/u.test(text);
}

/** Two that say the same could not be told apart on the way back. */
function clashes(places: readonly UdaPlace[]): readonly string[] {
  return places.flatMap(({ attribute, title }, at) => {
    const same = places.slice(0, at).find((each) => folded(each.title) === folded(title));
    return same === undefined ? [] : [`has ${same.attribute} and ${attribute} as «${title}»`];
  });
}
