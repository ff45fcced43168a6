import * as v from "valibot";
import { texts } from "@/config/setting_forms.ts";

const path = v.check(
  (paths: readonly string[]) => paths.every((each) => each.split(".").every((name) => name !== "")),
  'has a project with an empty name in it: it is written like "Work.Garden" or "Work.*"',
);
/** Projects as Taskwarrior writes them, with `*`. */
export const projectSettings = v.pipe(texts("a project", '["Work", "Home.*"]'), path);
