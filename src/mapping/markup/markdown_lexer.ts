import { Lexer, type Marked, type Token, type TokensList } from "marked";
import { signsIn } from "@/mapping/markup/bounds.ts";

/** Reading took more work than a text of its length may: nobody means what it says. */
export const tooIntricate = Symbol("too intricate");

type BlockTokens = Lexer["blockTokens"];

const maxDepth = 40;
/** In characters looked at, per character: what people write needs less than ten. */
const workPerCharacter = 40;
const workForAny = 20_000;
/** A sign is looked for in all that follows it, which takes as long as that many other characters. */
const signsPerWork = 32;

/** Told of each text inside a text that is read by itself. */
interface SourceListener {
  readonly begins: (source: string) => void;
  readonly ends: () => void;
}

/**
 * The parts of a Markdown text.
 * @throws {tooIntricate} The parser looks at parts again and again, for signs without an end for example.
 */
export function lexMarkdown(
  parser: Marked,
  source: string,
  listener: SourceListener,
): readonly Token[] {
  const lexer = new Lexer(parser.defaults);
  let left = workForAny + workPerCharacter * source.length;
  let depth = 0;

  function bounded<T>(source: string, work: number, read: () => T): T {
    left -= work;
    if (left < 0 || depth >= maxDepth) throw tooIntricate;
    listener.begins(source);
    depth += 1;
    const tokens = read();
    depth -= 1;
    listener.ends();
    return tokens;
  }

  const blockTokens = lexer.blockTokens.bind(lexer);
  const inlineTokens = lexer.inlineTokens.bind(lexer);
  lexer.blockTokens =
    ((inner: string, tokens?: TokensList, isClipped?: boolean) =>
      bounded(inner, inner.length, () => blockTokens(inner, tokens, isClipped))) as BlockTokens;
  lexer.inlineTokens = (inner: string, tokens?: Token[]) =>
    bounded(
      inner,
      inner.length * (1 + signsIn(inner) / signsPerWork),
      () => inlineTokens(inner, tokens),
    );
  return lexer.lex(source);
}
