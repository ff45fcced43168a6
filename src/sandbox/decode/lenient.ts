import { badModel } from "../errors.ts";
import { isDate } from "../time.ts";
import type { Field, Fields } from "./fields.ts";

export type Json = Readonly<Record<string, unknown>>;

/** v1: unknown fields are ignored, null is the same as left out, a wrong type refuses the whole. */
export function decodeLenient(fields: Fields, value: unknown): Json {
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw badModel();
  const decoded: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field !== undefined && one !== null) decoded[name] = decodeField(field, one);
  }
  return decoded;
}

function decodeField(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case "string":
      return typeof value === "string" ? value : refuse();
    case "integer":
      return Number.isInteger(value) ? value : refuse();
    case "number":
      return typeof value === "number" ? value : refuse();
    case "boolean":
      return typeof value === "boolean" ? value : refuse();
    case "date":
      return typeof value === "string" && isDate(value) ? value : refuse();
    case "list":
      if (!Array.isArray(value)) return refuse();
      return value.map((one) => decodeField(field.of, one));
    case "object":
      return decodeLenient(field.fields, value);
    case "anything":
      return value;
  }
}

function refuse(): never {
  throw badModel();
}
