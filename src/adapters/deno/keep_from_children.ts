import type { KeepFromChildren } from "@/ports/system.ts";
import { openCLibrary } from "./c_library.ts";

/** Node's `net` in Deno 2.9 hands a socket that it listens on to every program that is started. */
export const keepFromChildren: KeepFromChildren = (descriptor) =>
  openCLibrary()?.keepFromChildren(descriptor);
