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

Deno.test("withSettings() puts what is of a table into it, or behind all else", () => {
  const projects = ["Work", 'a "b"'];
  const chosen = { "selection.projects": projects, "selection.done_within": "90d" } as const;
  const lines = 'projects = ["Work", "a \\"b\\""]\ndone_within = "90d"\n';
  const url = 'url = "https://v.example"\n';
  assert.equal(withSettings("", chosen), `[selection]\n${lines}`);
  assert.equal(withSettings(url, chosen), `${url}\n[selection]\n${lines}`);
  const listen = 'listen = "127.0.0.1:8765"\n';
  assert.equal(
    withSettings(url, { ...chosen, listen: "127.0.0.1:8765" }),
    `${url}${listen}\n[selection]\n${lines}`,
  );
  const before = `${url}[selection]\nlabels = ["a"]\nprojects = "Home"\n\n# of these\n[claims]\n`;
  const after = `${url}[selection]\nlabels = ["a"]\n${lines}\n# of these\n[claims]\n`;
  assert.equal(withSettings(before, chosen), after);
  const dotted = `selection.projects = "Home"\n[claims]\n`;
  assert.equal(
    withSettings(dotted, { "selection.done_within": "90d" }),
    `selection.projects = "Home"\nselection.done_within = "90d"\n[claims]\n`,
  );
});
