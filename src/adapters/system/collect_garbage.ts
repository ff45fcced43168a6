import v8 from "node:v8";
import vm from "node:vm";

let collect: (() => void) | null = null;

/** Collects all garbage now; takes some 20 ms. Neither runtime does so by itself while it has memory left. */
export function collectGarbage(): void {
  (collect ??= collector())();
}

function collector(): () => void {
  const bun = (globalThis as { readonly Bun?: { gc(isWhole: boolean): void } }).Bun;
  if (bun !== undefined) return () => bun.gc(true);
  v8.setFlagsFromString("--expose-gc");
  return vm.runInNewContext("gc");
}
