import type { Json } from "@/domain/json.ts";

/** A value of a field, as it is told. */
export function shown(value: Json): string {
  if (value === null || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : JSON.stringify(value.join(" / "));
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)
    ? value
    : JSON.stringify(value);
}
