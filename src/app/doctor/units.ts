import { type Check, ok, skipped, wrong } from "@/app/doctor/examination.ts";
import { ownUnits, unitFolder } from "@/app/setup/own_files.ts";

/** Whether the units are as this version would write them. */
export const checkUnits: Check = async (examined) => {
  const units = ownUnits(examined);
  const folder = unitFolder(examined);
  const texts = await Promise.all(
    units.map(({ name }) => examined.files.read(`${folder}/${name}`).catch(() => null)),
  );
  if (texts.every((text) => text === null)) {
    return [skipped("units", "not installed")];
  }
  const stale = units.filter(({ text }, at) => isOther(texts[at] ?? null, text)).map(({ name }) =>
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
