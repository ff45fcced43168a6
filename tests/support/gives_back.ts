import { DatabaseSync } from "node:sqlite";
import { openDatabase } from "@/adapters/sqlite/database.ts";
import { memory } from "@system/memory.ts";

/** A process of its own: takes memory that is freed again, gives back, and prints what it held, in bytes. */
const [path = ""] = Deno.args;
const database = openDatabase(path);
database.exec("CREATE TABLE rows (text TEXT)");
database.run("INSERT INTO rows VALUES (?)", "kept");
const stays: string[] = [];
{
  const large = new DatabaseSync(":memory:");
  large.exec("CREATE TABLE rows (text TEXT)");
  const insert = large.prepare("INSERT INTO rows VALUES (?)");
  for (let at = 0; at < 40_000; at++) insert.run("x".repeat(1_500));
  for (let at = 0; at < 50_000; at++) stays.push(`${at}`);
  large.close();
}
const before = Deno.memoryUsage().rss;
memory.giveBack();
const after = Deno.memoryUsage().rss;
// What runs next comes back by itself.
const [row] = database.all("SELECT text FROM rows");
database.close();
memory.giveBack();
console.log(JSON.stringify({ before, after, text: row?.["text"], stays: stays.length }));
