import { type Complaint, SchemaRefusal } from "../errors.ts";
import { isDate } from "../time.ts";
import type { Field, Fields } from "./fields.ts";
import type { Json } from "./lenient.ts";

/** v2: unknown fields and wrong types are complained of, all at once; null is the same as left out. */
export function decodeStrict(fields: Fields, value: unknown): Json {
  const complaints: Complaint[] = [];
  const decoded = decodeObject(fields, value, { location: "body", complaints });
  if (complaints.length > 0) throw new SchemaRefusal(complaints);
  return decoded;
}

interface Place {
  readonly location: string;
  readonly complaints: Complaint[];
}

function decodeObject(fields: Fields, value: unknown, place: Place): Json {
  const { location, complaints } = place;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    complaints.push({ message: "expected object", location, ...(value === null ? {} : { value }) });
    return {};
  }
  const decoded: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const at = `${location}.${name}`;
    if (field === undefined) {
      complaints.push({ message: "unexpected property", location: at, value });
    } else if (one !== null) {
      decoded[name] = decodeField(field, one, { location: at, complaints });
    }
  }
  return decoded;
}

function decodeField(field: Field, value: unknown, place: Place): unknown {
  const { location, complaints } = place;
  const complain = (message: string) => complaints.push({ message, location, value });
  switch (field.kind) {
    case "string":
      if (typeof value !== "string") complain("expected string");
      else if ([...value].length < (field.least ?? 0)) {
        complain(`expected length >= ${field.least}`);
      } else if ([...value].length > (field.most ?? Infinity)) {
        complain(`expected length <= ${field.most}`);
      }
      return value;
    case "integer":
      if (!Number.isInteger(value)) complain("expected integer");
      return value;
    case "number":
      if (typeof value !== "number") complain("expected number");
      return value;
    case "boolean":
      if (typeof value !== "boolean") complain("expected boolean");
      return value;
    case "date":
      if (typeof value !== "string") complain("expected string");
      else if (!isDate(value)) complain("expected string to be RFC 3339 date-time");
      return value;
    case "list":
      return decodeList(field, value, place);
    case "object":
      return decodeObject(field.fields, value, place);
    case "anything":
      return value;
  }
}

function decodeList(
  field: Field & { readonly kind: "list" },
  value: unknown,
  { location, complaints }: Place,
): unknown {
  if (!Array.isArray(value)) {
    complaints.push({ message: "expected array", location, value });
    return [];
  }
  if (value.length < (field.least ?? 0)) {
    complaints.push({ message: `expected array length >= ${field.least}`, location, value });
  }
  if (value.length > (field.most ?? Infinity)) {
    complaints.push({ message: `expected array length <= ${field.most}`, location, value });
  }
  return value.map((one, place) =>
    decodeField(field.of, one, { location: `${location}[${place}]`, complaints })
  );
}
