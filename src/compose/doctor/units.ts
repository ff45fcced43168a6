import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ownUnits, unitFolder } from "@/compose/setup.ts";
import { type Check, ok, skipped, wrong } from "@/compose/doctor/examination.ts";

/** Whether the units are as this version would write them. */
export const checkUnits: Check = async (examined) => {
  const files = ownUnits(examined);
  const texts = await Promise.all(
    files.map(({ name }) => readFile(join(unitFolder(), name), "utf8").catch(() => null)),
  );
  if (texts.every((text) => text === null)) {
    return [skipped("units", "not installed")];
  }
  const stale = files.filter(({ text }, at) => isOther(texts[at] ?? null, text)).map(({ name }) =>
    name
  );
  if (stale.length === 0) return [ok("units", "as this version writes them")];
  return [wrong(
    "units",
    `not as this version writes them: ${stale.join(", ")}`,
    "vikunja-sync install units",
  )];
};

/** The environment that they keep is that of the day they were written. */
function isOther(present: string | null, text: string): boolean {
  const lines = (of: string) => of.split("\n").filter((line) => !line.startsWith("Environment="));
  return present === null || lines(present).join("\n") !== lines(text).join("\n");
}
