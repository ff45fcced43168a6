import assert from "node:assert/strict";
import { noPlaces } from "@/domain/field_places.ts";
import { configOf, configPath, refusalOf } from "@tests/config/support.ts";

const of = (lines: string) => ({
  files: { [configPath]: `url = "https://v.example"\ntoken = "tk_x"\n${lines}\n` },
});

Deno.test("readConfig() takes where fields show that are synced only where it is asked for", async () => {
  const { mapping, attributes } = await configOf(
    of('[mapping]\nfavourite = "tag:fav"\ncolour = "uda:hue"\nreminders = "off"'),
  );
  assert.deepEqual(mapping.places, {
    ...noPlaces,
    attributes: { colour: "hue" },
    tags: { favourite: "fav" },
  });
  assert.deepEqual([attributes.colour, attributes.reminders, attributes.favourite], [
    "hue",
    null,
    null,
  ]);
});

Deno.test("readConfig() takes what a start is, and attributes of one's own", async () => {
  const lines = '[mapping]\nstarted = "percent:50"\n[mapping.udas]\nestimate = "label"\n' +
    'size = "line:How big"\nother = "off"';
  const { mapping: { places }, attributes } = await configOf(of(lines));
  assert.deepEqual(places.started, { kind: "percent", percent: 50 });
  assert.equal(attributes.progress, null);
  assert.deepEqual(places.udas, [
    { attribute: "estimate", kind: "label", title: "estimate" },
    { attribute: "size", kind: "line", title: "How big" },
  ]);
  const { mapping } = await configOf(of('[mapping]\nstarted = "label:In progress"'));
  assert.deepEqual(mapping.places.started, { kind: "label", title: "In progress" });
});

Deno.test("readConfig() says what is wrong with such a place", async () => {
  const wrong = [
    ['favourite = "star"', /favourite must be "uda:favourite", "tag:favourite" or "off"/],
    ['parents = "tag:p"', /parents must be "uda:parent_task" or "off"/],
    ['subtask = "uda:p"', /subtask must be "tag:subtask" or "off"/],
    ['subtask = "tag:p"\nfavourite = "tag:p"', /is the tag of the favourite and of the mark/],
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
    ['started = "yes"', /started must be "label:doing", "percent:50" or "off"/],
    ['started = "percent:100"', /percent takes a whole number from 1 to 99/],
    ['udas = { estimate = "tag" }', /udas has for "estimate" neither "label" nor "line"/],
    ['udas = { due = "label" }', /udas has "due", which is one of Taskwarrior's own/],
    ['udas = { a = "label:x", b = "line:X" }', /udas has a and b as «X»/],
    ['udas = { notes = "label" }', /has notes, the attribute of the notes/],
    ['colour = "uda:hue"\nudas = { hue = "label" }', /has hue, the attribute of the colour/],
  ] as const;
  for (const [lines, says] of wrong) {
    const { message } = await refusalOf(of(`[mapping]\n${lines}`));
    assert.match(message, says);
  }
});
