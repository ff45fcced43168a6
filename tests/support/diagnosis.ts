import type { Finding } from "@/ports/setup.ts";
import type { World } from "@tests/support/world.ts";

interface Diagnosis {
  readonly code: number;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

/** What `doctor --json` says; the machine's own service manager and user units are not looked at. */
export async function diagnose(
  world: World,
  env: Readonly<Record<string, string>> = {},
): Promise<Diagnosis> {
  const own = { XDG_CONFIG_HOME: `${world.folder}/.config`, XDG_RUNTIME_DIR: "" };
  const { code, stdout, stderr } = await world.run(["doctor", "--json"], { ...own, ...env });
  if (stdout === "") throw new Error(`doctor: exit ${code}\n${stderr}`);
  return { code, ...JSON.parse(stdout) };
}

/** The last finding of that check; throws with all of them where there is none. */
export function findingOf({ findings }: Diagnosis, check: string): Finding {
  const finding = findings.findLast((one) => one.check === check);
  if (finding === undefined) throw new Error(`no ${check} in ${JSON.stringify(findings)}`);
  return finding;
}
