import { unitFiles, unitMark } from "@/app/setup/unit_files.ts";

/** The user units as they come with a package; `program`: what they start. */
export function packagedUnits(program: string): Readonly<Record<string, string>> {
  const units = unitFiles({
    serve: [program, "serve"],
    fullSync: [program, "sync", "--full", "--quiet"],
    environment: {},
  });
  const mark =
    "# Part of the package vikunja-sync: `systemctl --user enable --now vikunja-sync.socket`.";
  return Object.fromEntries(
    units.map(({ name, text }) => [name, text.replace(unitMark, mark)]),
  );
}
