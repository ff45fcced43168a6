import type { KeepFromChildren } from "@/ports/system.ts";

/** Bun's own sockets are nobody else's. */
export const keepFromChildren: KeepFromChildren = () => {};
