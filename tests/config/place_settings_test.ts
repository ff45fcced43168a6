import assert from "node:assert/strict";
import { configOf, configPath, refusalOf } from "@tests/config/support.ts";

const of = (lines: string) => ({
  files: { [configPath]: `url = "https://v.example"\ntoken = "tk_x"\n${lines}\n` },
});

Deno.test("readConfig() takes where fields show that are synced only where it is asked for", async () => {
  const { mapping, attributes } = await configOf(
    of('[mapping]\nfavourite = "tag:fav"\ncolour = "uda:hue"\nreminders = "off"'),
  );
  assert.deepEqual(mapping.places, { attributes: { colour: "hue" }, tags: { favourite: "fav" } });
  assert.deepEqual([attributes.colour, attributes.reminders, attributes.favourite], [
    "hue",
    null,
    null,
  ]);
});

Deno.test("readConfig() says what is wrong with such a place", async () => {
  const wrong = [
    ['favourite = "star"', /favourite must be "uda:favourite", "tag:favourite" or "off"/],
    ['reminders = "tag:r"', /reminders must be "uda:reminders" or "off"/],
    ['colour = "uda:due"', /colour is one of Taskwarrior's own attributes/],
    ['colour = "tag:DUE"', /colour names no tag/],
    ['colour = "tag:a__b"', /colour names no tag/],
    ['colour = "tag:a-b"', /colour names no tag/],
    ['colour = "uda:notes"', /is the attribute of the notes and of the colour/],
    [
      'colour = "tag:same"\nfavourite = "tag:same"',
      /is the tag of the favourite and of the colour/,
    ],
    ["favourite = true", /favourite must be/],
  ] as const;
  for (const [lines, says] of wrong) {
    const { message } = await refusalOf(of(`[mapping]\n${lines}`));
    assert.match(message, says);
  }
});
