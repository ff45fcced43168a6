import { uuidInAnyCase } from "@/domain/uuid.ts";
import * as v from "valibot";
import type { PropertyValue } from "@/adapters/taskwarrior/stored/stored_property.ts";

/** One row of Taskwarrior 3's record of what was changed. */
export type Operation =
  | "UndoPoint"
  | { readonly Create: { readonly uuid: string } }
  | {
    readonly Update: {
      readonly uuid: string;
      readonly property: string;
      readonly old_value: PropertyValue;
      readonly value: PropertyValue;
      /** RFC 3339. */
      readonly timestamp: string;
    };
  }
  | {
    readonly Delete: {
      readonly uuid: string;
      /** What it was, as stored. */
      readonly old_task: Readonly<Record<string, string>>;
    };
  };

const text = v.nullable(v.string());
const uuid = v.pipe(v.string(), v.regex(uuidInAnyCase));
const form: v.GenericSchema<unknown, Operation> = v.union([
  v.literal("UndoPoint"),
  v.object({ Create: v.object({ uuid }) }),
  v.object({
    Update: v.object({
      uuid,
      property: v.string(),
      old_value: text,
      value: text,
      timestamp: v.string(),
    }),
  }),
  v.object({ Delete: v.object({ uuid, old_task: v.record(v.string(), v.string()) }) }),
]);

/** `null`: it is of no form that is known, as a damaged one, or one of a later version. */
export function operationIn(data: unknown): Operation | null {
  const parsed = v.safeParse(form, typeof data === "string" ? parse(data) : undefined);
  return parsed.success ? parsed.output : null;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
