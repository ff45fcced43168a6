import { createHash } from "node:crypto";
import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import type { Invitation, Invitations } from "@/ports/sign_up.ts";
import { systemCode } from "@/ports/system_code.ts";

/** A file each, by a digest of its code: who can read them cannot join. `folder`: that of all lists. */
export function createInvitations(folder: string): Invitations {
  const place = join(folder, ".invitations");
  const fileOf = (code: string) =>
    join(place, createHash("sha256").update(code).digest("hex") + ".json");
  return {
    all: () =>
      Promise.resolve(
        (orNull(() => files.list(place)) ?? []).flatMap((name) =>
          orNull(() => invitationIn(join(place, name))) ?? []
        ),
      ),
    find: (code) => Promise.resolve(orNull(() => invitationIn(fileOf(code)))),
    take: (code) => Promise.resolve(orNull(() => files.remove(fileOf(code))) !== null),
    async keep(code, invitation) {
      await Promise.resolve();
      files.makeFolder(place, 0o700);
      files.write(fileOf(code), JSON.stringify(invitation), { createNew: true, mode: 0o600 });
    },
  };
}

function invitationIn(path: string): Invitation {
  return JSON.parse(files.readText(path)) as Invitation;
}

/** `null`: it is not there. */
function orNull<T>(act: () => T): T | null {
  try {
    return act();
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(thrown) ?? "")) return null;
    throw thrown;
  }
}
