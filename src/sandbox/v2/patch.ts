import { SchemaRefusal } from "../errors.ts";
import type { Answer, Call } from "../http/call.ts";
import { jsonOf } from "./json_body.ts";

/** A PATCH is a read, a merge and a PUT of the whole; without a difference it is a 304. */
export function patched(
  call: Call,
  read: (call: Call) => Answer,
  replace: (call: Call) => Answer,
): Answer {
  const current = toPlain(read({ ...call, headers: {} }).body);
  const change = jsonOf(call);
  const isJsonPatch = call.headers["content-type"]?.startsWith("application/json-patch") ?? false;
  const wanted = isJsonPatch ? applied(current, change) : merged(current, change);
  if (sorted(wanted) === sorted(current)) return { status: 304 };
  return replace({ ...call, bodyText: JSON.stringify(wanted) });
}

type Plain = Record<string, unknown>;

function isObject(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** RFC 7396: null removes, objects merge, everything else replaces. */
function merged(target: unknown, change: unknown): unknown {
  if (!isObject(change)) return change;
  const result: Plain = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

/** RFC 6902, as far as it replaces, adds and removes members of the object itself. */
function applied(target: unknown, operations: unknown): unknown {
  const result: Plain = isObject(target) ? { ...target } : {};
  if (!Array.isArray(operations)) throw unusable(operations);
  for (const operation of operations as readonly Plain[]) {
    const name = String(operation["path"] ?? "").replace(/^\//, "");
    switch (operation["op"]) {
      case "replace":
      case "add":
        result[name] = operation["value"];
        break;
      case "remove":
        delete result[name];
        break;
      default:
        throw unusable(operation);
    }
  }
  return result;
}

function unusable(value: unknown): SchemaRefusal {
  return new SchemaRefusal([{ message: "unexpected patch operation", location: "body", value }]);
}

function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function sorted(value: unknown): string {
  return JSON.stringify(
    value,
    (_, one) => isObject(one) ? Object.fromEntries(Object.entries(one).sort()) : one,
  );
}
