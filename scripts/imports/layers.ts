export interface Layer {
  /** Folder of `src`; `adapters/*` is each adapter by itself. */
  readonly folder: string;
  readonly mayImport: readonly string[];
  /** No clock, no chance, no system: what it needs of them comes in as values. */
  readonly isPure?: true;
}

const core = ["domain", "mapping", "projections", "ports", "engine", "effects", "triggers"];

/** Who may import whom; every folder may import itself. Files right in `src` may import everything. */
export const layers: readonly Layer[] = [
  { folder: "domain", mayImport: [], isPure: true },
  { folder: "mapping", mayImport: ["domain"], isPure: true },
  { folder: "projections", mayImport: ["domain"], isPure: true },
  { folder: "ports", mayImport: ["domain"] },
  { folder: "engine", mayImport: ["domain", "projections", "ports"] },
  { folder: "effects", mayImport: ["domain", "ports"] },
  { folder: "triggers", mayImport: ["domain", "ports", "engine"] },
  {
    folder: "app",
    mayImport: [...core, "notices", "config"],
    isPure: true,
  },
  { folder: "locks", mayImport: ["ports", "adapters/deno"] },
  { folder: "notices", mayImport: ["domain", "ports"] },
  { folder: "sandbox", mayImport: ["ports", "adapters/deno"] },
  { folder: "adapters/locks", mayImport: ["domain", "ports", "locks", "adapters/deno"] },
  { folder: "adapters/*", mayImport: ["domain", "mapping", "ports", "adapters/deno"] },
  { folder: "config", mayImport: ["domain", "ports"] },
  // What people read, on the terminal as on the page.
  { folder: "words", mayImport: ["domain", "ports"], isPure: true },
  { folder: "cli", mayImport: ["domain", "ports", "config", "words"] },
  // Pictures of what operations tell, for browsers; it does what is asked by operations only.
  { folder: "page", mayImport: ["domain", "ports", "words"], isPure: true },
  {
    folder: "compose",
    mayImport: [
      ...core,
      "app",
      "locks",
      "notices",
      "page",
      "sandbox",
      "adapters/*",
      "adapters/locks",
      "config",
    ],
  },
];

/** Rooms of a folder, `""` what is right in it: each may import the ones after it. Of other rooms nothing is said. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  domain: ["decide", "merge", ""],
  app: ["daemon", "", "run"],
  "adapters/vikunja": ["", "client", "transport"],
  "adapters/taskwarrior": ["", "synced", "v2", "v3", "common", "program", "stored"],
};

/** Both in the same folder. The order of its rooms, where that forbids the import; else `null`. */
export function orderAgainst(from: string, to: string): readonly string[] | null {
  const order = rooms[folderOf(from) ?? ""] ?? [];
  const target = order.indexOf(roomOf(to));
  return target >= 0 && target < order.indexOf(roomOf(from)) ? order : null;
}

function roomOf(path: string): string {
  const [room = "", ...rest] = path.slice((folderOf(path) ?? "").length + 1).split("/");
  return rest.length === 0 ? "" : room;
}

/** The folder that rules apply to: `adapters/sqlite` of an adapter; `null` of a file right in `src`. */
export function folderOf(path: string): string | null {
  const parts = path.split("/");
  if (parts.length < 2) return null;
  return parts[0] === "adapters" && parts.length > 2 ? `adapters/${parts[1]}` : parts[0] ?? null;
}

/** `null`: nobody has said yet who this folder may import. */
export function layerOf(folder: string): Layer | null {
  const own = layers.find((layer) => layer.folder === folder);
  if (own !== undefined || !folder.startsWith("adapters/")) return own ?? null;
  return layers.find((layer) => layer.folder === "adapters/*") ?? null;
}
