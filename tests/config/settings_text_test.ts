import assert from "node:assert/strict";
import { withSettings } from "@/config/settings_text.ts";

Deno.test("withSettings() writes a new file", () => {
  assert.equal(
    withSettings("", { url: "https://v.example", listen: "127.0.0.1:8765" }),
    'url = "https://v.example"\nlisten = "127.0.0.1:8765"\n',
  );
});

Deno.test("withSettings() replaces a line and keeps all else", () => {
  const text = '# mine\nurl = "https://old.example"  # there\njobs = 2\n';
  const after = '# mine\nurl = "https://new.example"\njobs = 2\n';
  assert.equal(withSettings(text, { url: "https://new.example" }), after);
});

Deno.test("withSettings() adds before the first table", () => {
  const text = 'url = "https://v.example"\n[notify]\nurl = "x"\n';
  const after = 'url = "https://v.example"\ntask = "t"\n[notify]\nurl = "x"\n';
  assert.equal(withSettings(text, { task: "t" }), after);
});

Deno.test("withSettings() quotes what TOML would read otherwise", async () => {
  const { parse } = await import("smol-toml");
  const task = 'C:\\ta"sk\u007f ü';
  assert.equal(parse(withSettings("", { task }))["task"], task);
});
