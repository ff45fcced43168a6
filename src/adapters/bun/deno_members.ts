import process from "node:process";
import { Command } from "./command.ts";
import { dlopen } from "./foreign.ts";
import { errors } from "./errors.ts";
import { files } from "./old_files.ts";
import { openSync, SeekMode } from "./open_file.ts";
import { consoleSize, stderr, stdin, stdout } from "./standard_streams.ts";
import { connect } from "./unix_connection.ts";

/**
 * The members of `Deno` that this program uses, made of Node's and Bun's parts, with what it uses of each.
 * A test holds this list against the sources.
 */
export const denoMembers = {
  ...files,
  Command,
  SeekMode,
  connect,
  consoleSize,
  errors,
  openSync,
  stderr,
  stdin,
  stdout,
  addSignalListener: (name: Deno.Signal, listener: () => void) => void process.on(name, listener),
  removeSignalListener: (name: Deno.Signal, listener: () => void) =>
    void process.off(name, listener),
  args: process.argv.slice(2),
  build: { os: process.platform === "win32" ? "windows" : process.platform },
  chdir: (folder: string) => process.chdir(folder),
  cwd: () => process.cwd(),
  env: {
    get: (name: string) => process.env[name],
    delete: (name: string) => void delete process.env[name],
  },
  execPath: () => process.execPath,
  exit: (code: number): never => process.exit(code),
  memoryUsage: () => process.memoryUsage(),
  /** `fetch` of Bun takes no client; each request then asks itself for a connection of its own. */
  createHttpClient: () => ({ [Symbol.dispose]() {} }),
  /** Bun has no permissions: all is granted. */
  permissions: { querySync: () => ({ state: "granted" }) },
  dlopen,
  pid: process.pid,
  uid: () => process.getuid?.() ?? null,
};
