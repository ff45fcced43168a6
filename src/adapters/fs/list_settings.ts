import { createHash } from "node:crypto";
import { files } from "@system/files.ts";
import { isListName, listFile, signatureOf } from "@/adapters/fs/list_folders.ts";
import { ifThere } from "@/ports/missing.ts";
import { join } from "@/ports/paths.ts";
import type { ListFiles, SettingsNote } from "@/ports/shared_lists.ts";

interface SettingsParts {
  /** Of all lists. */
  readonly folder: string;
  /** As it can be read. */
  readonly readTextFile: (path: string) => Promise<string>;
  /** The other files that belong to a configuration; `null`: it is not to be shared. */
  readonly filesOf: (path: string, text: string) => Promise<readonly string[] | null>;
  readonly seal: (text: string, path: string) => Promise<string>;
  /** As a whole; on disk when it returns. */
  readonly replace: (path: string, text: string) => void;
}

const noteFile = ".shared";

/** What makes up the lists of a folder, for whoever brings them to other hosts. */
export function listSettings({ folder, readTextFile, filesOf, seal, replace }: SettingsParts) {
  const at = (name: string, file: string) => join(folder, name, file);
  const isThere = (path: string) => signatureOf(path) !== null;
  return {
    names: () => files.list(folder).filter(isListName),
    isHere: (name: string) => isThere(at(name, listFile)),
    signatureOf: (name: string) =>
      [listFile, "token", "secret", noteFile, ""].map((file) => signatureOf(at(name, file))).join(),
    async read(name: string): Promise<ListFiles | null> {
      const text = await readTextFile(at(name, listFile));
      const others = await filesOf(at(name, listFile), text);
      if (others === null) return null;
      const found: Record<string, string> = { [listFile]: text };
      for (const file of others) found[file] = (await readTextFile(at(name, file))).trim();
      return found;
    },
    async write(name: string, { [listFile]: config = "", ...secrets }: ListFiles): Promise<void> {
      files.makeFolder(join(folder, name), 0o700);
      for (const [file, text] of Object.entries(secrets)) {
        replace(at(name, file), await seal(text, at(name, file)));
      }
      replace(at(name, listFile), config);
    },
    keepAside(name: string): void {
      for (const file of [listFile, "token", "secret"]) {
        const text = ifThere(() => files.readText(at(name, file)));
        if (text !== null) replace(at(name, `${file}.kept`), text);
      }
    },
    note(name: string): SettingsNote | null {
      const text = ifThere(() => files.readText(at(name, noteFile)));
      return text === null ? null : JSON.parse(text) as SettingsNote;
    },
    keepNote: (name: string, note: SettingsNote) =>
      replace(at(name, noteFile), JSON.stringify(note)),
    digest: (text: string) => createHash("sha256").update(text).digest("hex"),
  };
}
