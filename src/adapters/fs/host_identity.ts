import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";

/** What two machines differ in. */
interface Machine {
  readonly host: string;
  /** Of the time since it was started; `null`: the system does not tell. */
  readonly boot: string | null;
}

/**
 * Of a state folder where it is: says of two that share a database which is which. A copy of it is another, here or on
 * a clone of the machine; so is the same one once the machine was started anew, which then waits as any other does.
 */
export function hostIdentity(
  stateDir: string,
  { host, boot }: Machine,
  newId: () => string,
): string {
  const path = join(stateDir, "host.id");
  return [idIn(path, newId), files.facts(path)?.ino ?? "", host, boot ?? ""].join(" ");
}

/** Made at the first question. */
function idIn(path: string, newId: () => string): string {
  const known = ifThere(() => files.readText(path))?.trim() ?? "";
  if (known !== "") return known;
  const id = newId();
  files.write(path, `${id}\n`, { write: true, create: true, truncate: true, mode: 0o600 });
  return id;
}
