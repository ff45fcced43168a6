import { join } from "node:path";

/** As `cp -a` does, times included; into a folder that may be there. */
export async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (isDirectory) {
      await copy(source, target);
      continue;
    }
    await Deno.copyFile(source, target);
    const { atime, mtime } = await Deno.stat(source);
    if (atime !== null && mtime !== null) await Deno.utime(target, atime, mtime);
  }
}
