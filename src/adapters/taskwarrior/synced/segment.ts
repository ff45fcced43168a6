import { uuidInAnyCase } from "@/domain/uuid.ts";
import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";

/** A change as replicas tell it each other: without what it replaced. */
export type SyncOperation =
  | { readonly Create: { readonly uuid: string } }
  | { readonly Delete: { readonly uuid: string } }
  | {
    readonly Update: {
      readonly uuid: string;
      readonly property: string;
      /** `null`: taken away. */
      readonly value: string | null;
      /** RFC 3339; of the edit. */
      readonly timestamp: string;
    };
  };

const uuid = v.pipe(
  v.string(),
  v.regex(uuidInAnyCase),
  v.toLowerCase(),
);
const form: v.GenericSchema<unknown, { readonly operations: readonly SyncOperation[] }> = v.object({
  operations: v.array(v.union([
    v.object({ Create: v.object({ uuid }) }),
    v.object({ Delete: v.object({ uuid }) }),
    v.object({
      Update: v.object({
        uuid,
        property: v.string(),
        value: v.nullable(v.string()),
        timestamp: v.string(),
      }),
    }),
  ])),
});

/** @throws {SyncError} `SYNC_SERVER`: it is none, or of a later form: to go on without it would lose what it says. */
export function operationsIn(segment: string): readonly SyncOperation[] {
  const parsed = v.safeParse(form, parse(segment));
  if (parsed.success) return parsed.output.operations;
  throw new SyncError(
    "SYNC_SERVER",
    "Cannot read a version of the sync server: it is not of a form that is known",
    { hint: "Was it written by a later TaskChampion? Then a newer vikunja-sync may read it." },
  );
}

export function segmentOf(operations: readonly Operation[]): string {
  return JSON.stringify({ operations: operations.flatMap(asSynced) });
}

function asSynced(operation: Operation): readonly SyncOperation[] {
  if (operation === "UndoPoint") return [];
  if ("Create" in operation) return [operation];
  if ("Delete" in operation) return [{ Delete: { uuid: operation.Delete.uuid } }];
  const { uuid, property, value, timestamp } = operation.Update;
  return [{ Update: { uuid, property, value, timestamp } }];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
