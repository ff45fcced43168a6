import type { Json } from "./scenario.ts";

/** What a scenario has captured, and fills its requests and expectations with. */
export interface Variables {
  set(name: string, value: Json): void;
  /** `{{name}}` alone keeps the type of the value; `{{x*3}}` is `xxx`. */
  fill(value: Json): Json;
}

export function createVariables(): Variables {
  const values = new Map<string, Json>();

  function get(name: string): Json {
    const value = values.get(name);
    if (value === undefined) throw new Error(`unknown variable {{${name}}}`);
    return value;
  }
  function fillText(text: string): Json {
    const long = text.replace(
      /\{\{(.)\*(\d+)\}\}/gu,
      (_, character: string, times: string) => character.repeat(Number(times)),
    );
    const whole = /^\{\{([\w.]+)\}\}$/.exec(long)?.[1];
    if (whole !== undefined) return get(whole);
    return long.replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => String(get(name)));
  }
  function fill(value: Json): Json {
    if (typeof value === "string") return fillText(value);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [String(fill(name)), fill(one)]),
    );
  }
  return { set: (name, value) => void values.set(name, value), fill };
}
