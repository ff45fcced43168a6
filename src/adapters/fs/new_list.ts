import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import { listFile } from "@/adapters/fs/list_folders.ts";
import { ifThere } from "@/ports/missing.ts";
import { join } from "@/ports/paths.ts";
import type { NewList } from "@/ports/sign_up.ts";
import { systemCode } from "@/ports/system_code.ts";

const utf8 = new TextEncoder();

type Seal = (text: string, path: string) => Promise<string>;

/**
 * `more`: lines of its configuration, which comes last: until then there is no list. On disk when it returns, and where it fails all that it has
 * written is gone. @throws {SyncError} `CONFIG`: there is one of that name.
 */
export async function writeNewList(
  folder: string,
  list: NewList,
  seal: Seal,
  more: readonly string[] = [],
): Promise<void> {
  const place = join(folder, list.name);
  if (files.facts(join(place, listFile)) !== null) throw isThere(place);
  files.makeFolder(place, 0o700);
  const written: string[] = [];
  const write = (name: string, text: string) => {
    const path = join(place, name);
    try {
      using file = files.open(path, { write: true, createNew: true, mode: 0o600 });
      written.push(path);
      for (let rest = utf8.encode(text); rest.length > 0;) rest = rest.subarray(file.write(rest));
      file.sync();
    } catch (thrown) {
      throw systemCode(thrown) === "EEXIST" ? isThere(place) : thrown;
    }
  };
  try {
    for (const [name, secret] of [["token", list.token], ["secret", list.sync.secret]] as const) {
      write(name, await seal(secret, join(place, name)));
    }
    const draft = `${listFile}.new`;
    write(draft, configText(list, more));
    files.rename(join(place, draft), join(place, listFile));
  } catch (thrown) {
    for (const path of written) ifThere(() => files.remove(path));
    throw thrown;
  }
  for (const path of [place, folder]) flush(path);
}

function flush(path: string): void {
  using folder = files.open(path, { read: true });
  folder.sync();
}

function configText({ server, sync }: NewList, more: readonly string[]): string {
  const lines = [
    `url = ${JSON.stringify(server)}`,
    'token_file = "token"',
    'state_dir = "state"',
    'taskwarrior = "sync"',
    ...more,
    "",
    "[sync]",
    `url = ${JSON.stringify(sync.url)}`,
    `client_id = "${sync.clientId}"`,
    'secret_file = "secret"',
  ];
  return lines.join("\n") + "\n";
}

function isThere(place: string): SyncError {
  return new SyncError("CONFIG", `Cannot make the list: there is something in ${place}`, {
    hint: "Take it away, or choose another name.",
  });
}
