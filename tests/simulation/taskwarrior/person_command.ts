import type { Json, JsonObject } from "@/domain/json.ts";

/** Attributes as an export shows them; `null`: cleared. */
export type Values = Readonly<Record<string, Json>>;

/** What a person types, or a script of theirs does. */
export type PersonCommand =
  | { readonly kind: "add"; readonly uuid?: string; readonly set: Values }
  | {
    readonly kind: "modify";
    readonly uuid: string;
    readonly set: Values;
    readonly addTags?: readonly string[];
    readonly removeTags?: readonly string[];
  }
  | { readonly kind: "annotate"; readonly uuid: string; readonly text: string }
  /** Takes away the annotation with this text, or else the first that has it in it. */
  | { readonly kind: "denotate"; readonly uuid: string; readonly text: string }
  | { readonly kind: "done"; readonly uuid: string }
  | { readonly kind: "delete"; readonly uuid: string }
  | { readonly kind: "purge"; readonly uuid: string }
  | { readonly kind: "duplicate"; readonly uuid: string }
  | { readonly kind: "undo" }
  /** A report, which cleans up before it shows anything. */
  | { readonly kind: "list" }
  | { readonly kind: "import"; readonly objects: readonly JsonObject[] }
  /** Exports a task, and later imports the whole of it with these changed. */
  | { readonly kind: "script"; readonly uuid: string; readonly set: Values };

export interface CommandResult {
  readonly code: number;
  /** What it says, in words. */
  readonly said: string;
  readonly isKilled: boolean;
}
