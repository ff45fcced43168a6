import jsonPatch from "fast-json-patch";
import { type Json, type JsonObject, maxJsonDepth } from "@/domain/json.ts";
import { SyncError } from "@/domain/errors.ts";
import type { JsonChange } from "@/ports/locked_files.ts";

/**
 * What is there after the change; what was given is not touched.
 * @throws {SyncError} `STATE_CONFLICT`: it does not fit what is there; `USAGE`: it is no change, or nested too deep.
 */
export function changed(before: Json, change: JsonChange): Json {
  refuseDeep(valueOf(change));
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

function valueOf(change: JsonChange): Json {
  switch (change.type) {
    case "merge":
      return change.merge;
    case "patch":
      return change.patch;
    case "set":
      return change.value;
  }
}

/** By a list of what is still to be looked at: a call for each level would itself end in a full stack. */
function refuseDeep(change: Json): void {
  let level: readonly Json[] = [change];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxJsonDepth) {
      throw new SyncError(
        "USAGE",
        `Cannot use the change: it is nested deeper than ${maxJsonDepth}`,
        { hint: "Nothing was changed." },
      );
    }
    level = level.flatMap((value) => {
      if (value === null || typeof value !== "object") return [];
      return Array.isArray(value) ? [null, ...value] : [null, ...Object.values(value)];
    });
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
