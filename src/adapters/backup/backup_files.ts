import { files } from "@system/files.ts";
import { basename, dirname, join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";
import { systemCode } from "@/ports/system_code.ts";
import type { BackupDraft, BackupStore } from "@/ports/backup_store.ts";
import type { BackupPart, Manifest } from "@/ports/backups.ts";
import { packArchive, readArchive, sumOfFile } from "@/adapters/backup/archive.ts";
import { damagedBackup, fileError } from "@/adapters/backup/backup_error.ts";
import { backupsIn, suffix } from "@/adapters/backup/backup_names.ts";
import { envelopeProblem, writeAll } from "@/adapters/backup/envelope.ts";
import { manifestName, manifestText, readManifest } from "@/adapters/backup/manifest.ts";
import { noteVerified, verifiedAt } from "@/adapters/backup/verified_note.ts";

/** Folders of those that are being made. */
const draftPrefix = ".making-";
/** Of those that a log is being taken from; `state_files.ts` knows them. */
const restoringPrefix = "log.db.restoring-";

export const backupFiles: BackupStore = {
  list: backupsIn,
  bytes: (path) => files.facts(path)?.size ?? null,
  begin(folder, name) {
    return translated(`write a backup to ${folder}`, () => {
      files.makeFolder(folder, 0o700);
      removeAll(folder, draftPrefix);
      return createDraft(folder, name);
    });
  },
  manifest: (path) => read(path, () => manifestOf(path)),
  check(path) {
    refuseOther(path);
    const problem = translated(`read ${path}`, () => envelopeProblem(path));
    if (problem !== null) throw damagedBackup(path, problem);
  },
  unpack: (path, into, signal) => read(path, () => unpack(path, into, signal)),
  verifiedAt,
  noteVerified,
  remove: (path) => translated(`remove ${path}`, () => files.remove(path)),
  scratch: (beside) => goingFolder(scratchFolder(dirname(beside))),
  inside: (folder) =>
    translated(`unpack a backup in ${folder}`, () => {
      removeAll(folder, restoringPrefix);
      return goingFolder(files.makeTempFolder(restoringPrefix, folder));
    }),
};

/** Where temporary files go; else beside. */
function scratchFolder(beside: string): string {
  try {
    return files.makeTempFolder("vikunja-sync-backup-");
  } catch {
    return translated(
      `unpack a backup in ${beside}`,
      () => files.makeTempFolder(draftPrefix, beside),
    );
  }
}

function goingFolder(path: string) {
  return { path, [Symbol.dispose]: () => void ifThere(() => files.removeTree(path)) };
}

function removeAll(folder: string, prefix: string): void {
  for (const name of files.list(folder)) {
    if (name.startsWith(prefix)) files.removeTree(join(folder, name));
  }
}

function createDraft(folder: string, name: string): BackupDraft {
  const own = files.makeTempFolder(draftPrefix, folder);
  const pathOf = (part: string) => join(own, part);
  const parts = (names: readonly string[]): readonly BackupPart[] =>
    names.map((part) => ({ ...sumOfFile(pathOf(part)), name: part }));
  return {
    pathOf,
    parts,
    write: (part, lines) =>
      translated(`write ${part} of a backup to ${folder}`, () => writeLines(pathOf(part), lines)),
    async finish(manifest, signal) {
      const packed = pathOf(`packed${suffix}`);
      try {
        const members = [
          { name: manifestName, content: new TextEncoder().encode(manifestText(manifest)) },
          ...manifest.parts.map((part) => ({ name: part.name, content: pathOf(part.name) })),
        ];
        await packArchive(packed, members, new Date(manifest.madeAt), signal);
        const problem = envelopeProblem(packed);
        if (problem !== null) throw damagedBackup(packed, problem);
        const read = await readArchive(packed, () => null);
        compare(packed, manifest, read.slice(1));
        const path = placed(packed, folder, name);
        syncFolder(folder);
        noteVerified(path, manifest.madeAt);
        return { path, bytes: files.facts(path)?.size ?? 0 };
      } catch (thrown) {
        signal.throwIfAborted();
        throw fileError(thrown, `write a backup to ${folder}`);
      }
    },
    [Symbol.dispose]: () => void ifThere(() => files.removeTree(own)),
  };
}

function writeLines(path: string, lines: Iterable<string>): void {
  using file = files.open(path, { write: true, createNew: true, mode: 0o600 });
  const encoder = new TextEncoder();
  for (const line of lines) writeAll(file, encoder.encode(`${line}\n`));
}

/** Under a name that nothing has: a link never takes the place of a file. */
function placed(packed: string, folder: string, name: string): string {
  for (let number = 1;; number++) {
    const path = join(folder, `${name}${number === 1 ? "" : `.${number}`}${suffix}`);
    try {
      files.link(packed, path);
      return path;
    } catch (thrown) {
      if (systemCode(thrown) === "EEXIST") continue;
      if (files.facts(path) !== null) throw thrown;
      // Some file systems know no links.
      files.rename(packed, path);
      return path;
    }
  }
}

function syncFolder(folder: string): void {
  using opened = files.open(folder, { read: true });
  opened.sync();
}

/** To open a pipe would be to wait for somebody. */
function refuseOther(path: string): void {
  if (files.facts(path)?.isFile === false) throw damagedBackup(path, "it is not a file");
}

async function manifestOf(path: string): Promise<Manifest> {
  refuseOther(path);
  const pieces: Uint8Array[] = [];
  const collect = (bytes: Uint8Array) => void pieces.push(bytes.slice());
  await readArchive(path, ({ name }) => name === manifestName ? collect : null, manifestName);
  const manifest = readManifest(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).text());
  if (manifest === null) throw damagedBackup(path, "its manifest is none that this version knows");
  return manifest;
}

async function unpack(path: string, into: string, signal: AbortSignal): Promise<Manifest> {
  const manifest = await manifestOf(path);
  const wanted = new Set(manifest.parts.map(({ name }) => name));
  using open = new DisposableStack();
  const read = await readArchive(path, ({ name }) => {
    signal.throwIfAborted();
    if (!wanted.has(name)) return null;
    const file = open.use(files.open(join(into, basename(name)), {
      write: true,
      createNew: true,
      mode: 0o600,
    }));
    return (bytes) => writeAll(file, bytes);
  });
  compare(path, manifest, read.slice(1));
  for (const { name } of manifest.parts) {
    using file = files.open(join(into, name), { read: true, write: true });
    file.sync();
  }
  return manifest;
}

function compare(path: string, { parts }: Manifest, read: readonly BackupPart[]): void {
  const wrong = parts.find((part, at) =>
    part.name !== read[at]?.name || part.bytes !== read[at]?.bytes ||
    part.sha256 !== read[at]?.sha256
  );
  if (wrong !== undefined) throw damagedBackup(path, `${wrong.name} is not as it was written`);
  if (read.length !== parts.length) throw damagedBackup(path, "there is more in it than it says");
}

async function read<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof TypeError) {
      throw damagedBackup(path, thrown.message, thrown);
    }
    throw fileError(thrown, `read ${path}`);
  }
}

function translated<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw fileError(thrown, doing);
  }
}
