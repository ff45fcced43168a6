import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";

/** Of a state folder, made at the first question: it says of two that share a database which is which. */
export function hostIdentity(stateDir: string, newId: () => string): string {
  const path = join(stateDir, "host.id");
  const known = ifThere(() => files.readText(path))?.trim() ?? "";
  if (known !== "") return known;
  const id = newId();
  files.write(path, `${id}\n`, { write: true, create: true, truncate: true, mode: 0o600 });
  return id;
}
