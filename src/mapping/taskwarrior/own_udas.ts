import type { UdaPlace } from "@/domain/field_places.ts";
import { durationSeconds, durationWord } from "@/domain/duration.ts";
import { readInstant } from "@/domain/instant.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import type { InTaskwarrior } from "@/mapping/field_mapping.ts";
import { textOf } from "@/mapping/json_values.ts";
import { fromTaskwarriorDate, toTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";

/** Values of the attributes of the user's that are asked for, as texts; not kept until all of them are defined. */
export const udasInTaskwarrior: InTaskwarrior<Readonly<Record<string, string>>> = {
  says: (_, settings) => placesIn(settings)?.map(({ attribute }) => attribute) ?? [],
  read: (raw, settings) => {
    const texts = placesIn(settings)?.map(({ attribute, type }) =>
      [attribute, textIn(raw, attribute, type)] as const
    );
    return texts && Object.fromEntries(texts.filter(([, text]) => text !== ""));
  },
  mayRefuse: true,
  write: (attributes, values, { settings, leftOut }) => {
    for (const { attribute, type } of placesIn(settings) ?? []) {
      const text = inOneLine(values[attribute] ?? "");
      if (text === textIn(attributes, attribute, type)) continue;
      const value = typed(text, type);
      if (text === "") delete attributes[attribute];
      else if (value !== null) attributes[attribute] = value;
      else leftOut.push(`attributes: ${attribute} "${text}" is no ${type}`);
    }
  },
};

interface TypedPlace extends UdaPlace {
  readonly type: string;
}

function placesIn(
  { places, udaTypes = {} }: TaskwarriorSettings,
): readonly TypedPlace[] | undefined {
  const typed = (places?.udas ?? []).flatMap((place) => {
    const type = Object.hasOwn(udaTypes, place.attribute) ? udaTypes[place.attribute] : undefined;
    return type === undefined ? [] : [{ ...place, type }];
  });
  return typed.length > 0 && typed.length === places?.udas.length ? typed : undefined;
}

/** As labels and lines say it, of what Taskwarrior can hold. */
export function inOneLine(text: string): string {
  return taskwarriorText(text).replace(/\s+/g, " ").trim();
}

function textIn(raw: JsonObject, attribute: string, type: string): string {
  const text = textOf(raw[attribute]);
  if (type === "date") return fromTaskwarriorDate(text) ?? text;
  const seconds = type === "duration" ? durationSeconds(text) : null;
  return seconds === null ? inOneLine(text) : durationWord(seconds);
}

/** As an export would have it; `null`: it is none of that type. */
function typed(text: string, type: string): Json {
  switch (type) {
    case "numeric":
      return text !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
    case "date": {
      const at = readInstant(text);
      return at === null ? null : toTaskwarriorDate(at);
    }
    case "duration": {
      const seconds = durationSeconds(text);
      if (seconds === null) return /^P[\dTYMWDHS]+$/.test(text) ? text : null;
      return isoDuration(seconds);
    }
  }
  return text;
}

function isoDuration(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const part = (count: number, unit: string) => count === 0 ? "" : `${count}${unit}`;
  const time = `${part(hours, "H")}${part(minutes, "M")}${part(rest, "S")}`;
  if (days + time.length === 0) return "PT0S";
  return `P${part(days, "D")}${time === "" ? "" : `T${time}`}`;
}
