import jsonPatch from "fast-json-patch";
import type { Json, JsonObject } from "@/domain/json.ts";
import { SyncError } from "@/domain/errors.ts";
import type { JsonChange } from "@/ports/locked_files.ts";

/**
 * What is there after the change; what was given is not touched.
 * @throws {SyncError} `STATE_CONFLICT`: it does not fit what is there; `USAGE`: it is no change.
 */
export function changed(before: Json, change: JsonChange): Json {
  switch (change.type) {
    case "merge":
      return merged(before, change.merge);
    case "patch":
      return patched(before, change.patch);
    case "set": {
      const { pointer: path, value } = change;
      if (path === "") return value;
      const op = valueAt(before, path) === undefined || path.endsWith("/-") ? "add" : "replace";
      return patched(before, [{ op, path, value }]);
    }
  }
}

/**
 * What an RFC 6901 pointer leads to; `undefined`: nothing.
 * @throws {SyncError} `USAGE`: it is no pointer.
 */
export function valueAt(document: Json, pointer: string): Json | undefined {
  if (pointer === "") return document;
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) {
    throw new SyncError("USAGE", `Cannot use the pointer "${pointer}": it is not one`, {
      hint: 'Write it as in RFC 6901: "/users/0/name".',
    });
  }
  let value: Json | undefined = document;
  for (const part of pointer.slice(1).split("/")) {
    value = member(value, part.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return value;
}

function member(value: Json | undefined, key: string): Json | undefined {
  if (value === null || typeof value !== "object") return undefined;
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined;
  return Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
}

/** The library for it stops at a key "constructor" and leaves out the rest without a word. */
function merged(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, merged(result.get(key) ?? null, value));
  }
  return Object.fromEntries(result);
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function patched(document: Json, patch: Json): Json {
  if (!Array.isArray(patch)) {
    throw new SyncError("USAGE", "Cannot use the patch: it is not a list of operations (RFC 6902)");
  }
  try {
    return jsonPatch.applyPatch(document, structuredClone(patch), true, false).newDocument;
  } catch (cause) {
    const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new SyncError("STATE_CONFLICT", `Cannot patch: ${reason}`, {
      hint: "Nothing was changed.",
      cause,
    });
  }
}
