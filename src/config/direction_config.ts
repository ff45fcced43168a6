import type * as v from "valibot";
import { projectSettings } from "@/config/project_patterns.ts";
import { choice } from "@/config/setting_forms.ts";

/** Projects that go one way only, as they are written. */
export interface DirectionConfig {
  readonly fromVikunja: readonly string[];
  readonly fromTaskwarrior: readonly string[];
  readonly otherEdits: "keep" | "put-back";
}

/** Under `[direction]`. */
export const directionSettings = {
  "direction.from_vikunja": projectSettings,
  "direction.from_taskwarrior": projectSettings,
  "direction.other_edits": choice(["keep", "put-back"]),
};

type Values = {
  readonly [Key in keyof typeof directionSettings]?: v.InferOutput<
    (typeof directionSettings)[Key]
  >;
};

/** `null`: all go both ways. */
export function directionConfig(values: Values): DirectionConfig | null {
  const fromVikunja = values["direction.from_vikunja"] ?? [];
  const fromTaskwarrior = values["direction.from_taskwarrior"] ?? [];
  if (fromVikunja.length + fromTaskwarrior.length === 0) return null;
  const otherEdits = values["direction.other_edits"] ?? "keep";
  return Object.freeze({ fromVikunja, fromTaskwarrior, otherEdits });
}
