import { uuidInAnyCase } from "@/domain/uuid.ts";
import type { AdoptedPair } from "@/ports/setup.ts";

/**
 * The pairs of a file that an earlier syncer kept: JSON of any shape in which a UUID and an id stand together
 * (as key and value, as a list of two, as fields of one object), or a table with a line each.
 */
export function adoptedPairs(text: string): readonly AdoptedPair[] {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return trimmed.split(/\r?\n/).flatMap(ofLine);
  const lines = trimmed.split(/\r?\n/).filter((line) => line.trim() !== "");
  const whole = parsed(trimmed);
  return whole === undefined ? lines.flatMap((line) => ofJson(parsed(line))) : ofJson(whole);
}

/** `undefined`: no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first UUID and the first whole number of a line; a heading has neither. */
function ofLine(line: string): readonly AdoptedPair[] {
  const cells = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^["']|["']$/g, ""));
  return together(cells);
}

function ofJson(value: unknown): readonly AdoptedPair[] {
  if (Array.isArray(value)) {
    const pair = value.every(isPlain) ? together(value) : [];
    return pair.length > 0 ? pair : value.flatMap(ofJson);
  }
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  const byKey = entries.flatMap(([key, of]) => isPlain(of) ? together([key, of]) : []);
  if (byKey.length > 0) return byKey;
  const named = entries.toSorted(([a], [b]) => rank(a) - rank(b)).map(([, of]) => of);
  const fields = together(named.filter(isPlain));
  if (fields.length > 0) return fields;
  return entries.flatMap(([key, of]) => {
    if (!uuidInAnyCase.test(key) || typeof of !== "object" || of === null) return ofJson(of);
    return ofJson({ ...of, uuid: key });
  });
}

/** Of several numbers the one that is called after Vikunja is meant, else the one called id. */
function rank(name: string): number {
  if (/vikunja/i.test(name)) return 0;
  return /(^|_)id$/i.test(name) ? 1 : 2;
}

function isPlain(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function together(values: readonly (string | number)[]): readonly AdoptedPair[] {
  const uuid = values.find((value) => typeof value === "string" && uuidInAnyCase.test(value));
  const id = values.find((value) => /^#?[1-9]\d{0,14}$/.test(String(value)));
  if (uuid === undefined || id === undefined) return [];
  return [{
    uuid: String(uuid).toLowerCase(),
    vikunjaId: Number(String(id).replace("#", "")),
  }];
}
