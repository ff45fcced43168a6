import type { World } from "@tests/support/world.ts";

/** The same world with this configuration: its end, so it may be tables. It is given to each command. */
export async function configured(world: World, text: string): Promise<World> {
  const config = `${world.folder}/configured.toml`;
  await Deno.writeTextFile(config, text);
  const also = (args: readonly string[]) => [...args, "--config", config];
  return {
    ...world,
    run: (args, env) => world.run(also(args), env),
    json: (args, code) => world.json(also(args), code),
  };
}
