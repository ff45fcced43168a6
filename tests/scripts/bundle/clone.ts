import { until } from "@tests/support/until.ts";

/** A clone with a program of one line in place of ours, and a home of its own. */
interface Clone extends AsyncDisposable {
  readonly home: string;
  readonly bundles: string;
  /** What its program says by `sync`, and which file it is. */
  run(
    env?: Readonly<Record<string, string>>,
  ): Promise<{ readonly said: string; readonly from: string }>;
  write(path: string, text: string): void;
  /** Names of whole bundles. */
  made(): readonly string[];
  /** Waits for the bundle of the sources as they are now, which a run has asked for. */
  isMade(count?: number): Promise<unknown>;
}

const own = new URL("../../../scripts/bundle/", import.meta.url).pathname;
const files = [
  "bundle_of.ts",
  "find.ts",
  "join.ts",
  "make.ts",
  "places.ts",
  "remove_others.ts",
  "sources.ts",
  "start.ts",
  "start_making.ts",
];

export function programSaying(text: string): string {
  return `export const start = () => { console.log(JSON.stringify({ said: "${text}", from: import.meta.url })); return 0; };\n`;
}

export async function createClone(): Promise<Clone> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-clone-" });
  const [root, home] = [`${folder}/clone`, `${folder}/home`];
  const bundles = `${home}/.cache/vikunja-sync/bundles`;
  for (const made of [`${root}/src`, `${root}/scripts/bundle`, home]) {
    Deno.mkdirSync(made, { recursive: true });
  }
  for (const name of files) Deno.copyFileSync(own + name, `${root}/scripts/bundle/${name}`);
  const config = { lock: false, unstable: ["lazy-dynamic-imports"] };
  Deno.writeTextFileSync(`${root}/deno.json`, JSON.stringify(config));
  Deno.writeTextFileSync(`${root}/deno.lock`, "");
  const write = (path: string, text: string) => Deno.writeTextFileSync(`${root}/${path}`, text);
  write("src/main.ts", programSaying("one"));

  function made(): readonly string[] {
    try {
      return [...Deno.readDirSync(bundles)].filter(({ name }) => /^[0-9a-f]{16}$/.test(name))
        .map(({ name }) => name);
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound) return [];
      throw thrown;
    }
  }

  return {
    home,
    bundles,
    async run(env = {}) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "--no-prompt",
          "--allow-all",
          `${root}/scripts/bundle/start.ts`,
          "sync",
        ],
        env: { HOME: home, DENO_DIR: denoFolder(), XDG_CACHE_HOME: "", ...env },
      }).output();
      const decoder = new TextDecoder();
      if (code !== 0 || stderr.length > 0) throw new Error(`${code} ${decoder.decode(stderr)}`);
      return JSON.parse(decoder.decode(stdout));
    },
    write,
    made,
    isMade: (count = 1) => until("a bundle", () => made().length >= count),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** What was downloaded is there. */
function denoFolder(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? ""}/.cache`;
  return Deno.env.get("DENO_DIR") ?? `${cache}/deno`;
}
