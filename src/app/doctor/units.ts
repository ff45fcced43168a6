import { type Check, ok, skipped, wrong } from "@/app/doctor/examination.ts";
import { ownUnits, unitFolder } from "@/app/setup/own_files.ts";
import { isOtherUnit } from "@/app/setup/stale_parts.ts";
import { gonePaths } from "@/app/setup/started_paths.ts";

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
  const gone = await Promise.all(texts.map((text) => gonePaths(examined.files, text ?? "")));
  const [first] = gone.flat();
  if (first !== undefined) {
    const says = `they start ${first}, which is gone: no daemon comes up`;
    return [wrong("units", says, "vikunja-sync install units")];
  }
  const stale = units.filter(({ text }, at) => isOtherUnit(texts[at] ?? null, text)).map((
    { name },
  ) => name);
  if (stale.length === 0) return [ok("units", "as this version writes them")];
  return [wrong(
    "units",
    `not as this version writes them: ${stale.join(", ")}`,
    "vikunja-sync install units",
  )];
};
