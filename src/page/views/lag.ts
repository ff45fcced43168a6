import { html } from "hono/html";
import { type Side, sideNames } from "@/domain/task.ts";
import type { Html } from "@/page/html.ts";
import type { SideLag } from "@/ports/vitals.ts";
import { counted } from "@/words/words.ts";

const [width, height] = [720, 150];
const [left, top, bottom] = [54, 10, 20];

/** How long changes took to arrive on a side, drawn over the last day. */
export function lagPart(side: Side, lag: SideLag): Html {
  const { count, p50Ms, p99Ms } = lag;
  const name = `Changes to ${sideNames[side]}`;
  if (p50Ms === null || p99Ms === null) {
    return html`
      <div class="item">
        <h2>${name}</h2>
        <p class="soft">None arrived within the last day.</p>
      </div>
    `;
  }
  const words =
    `${counted(count, "change")} within the last day: half took up to ${lasting(p50Ms)}, ` +
    `99 of 100 up to ${lasting(p99Ms)}`;
  return html`<div class="item"><h2>${name}</h2><p class="soft">${words}.</p>${drawing(lag, words)}
<p class="soft"><span class="key p50">half</span> <span class="key p99">99 of 100</span></p></div>`;
}

function drawing({ hours }: SideLag, words: string): Html {
  const most = Math.max(1, ...hours.map(({ p99Ms }) => p99Ms ?? 0));
  const x = (hour: number) => left + (hour + 0.5) * (width - left) / hours.length;
  const y = (ms: number) => height - bottom - ms / most * (height - top - bottom);
  const line = (key: "p50Ms" | "p99Ms") =>
    hours.flatMap((hour, at) => {
      const ms = hour[key];
      return ms === null ? [] : [`${x(at).toFixed(1)},${y(ms).toFixed(1)}`];
    });
  const ground = height - bottom;
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}">
<path class="axis" d="M${left} ${top}V${ground}H${width}M${left} ${
    y(most / 2)
  }H${width}M${left} ${top}H${width}" fill="none"/>
<text x="${left - 6}" y="${top + 4}" text-anchor="end">${lasting(most)}</text>
<text x="${left - 6}" y="${y(most / 2) + 4}" text-anchor="end">${lasting(most / 2)}</text>
<text x="${left}" y="${height - 4}">a day ago</text>
<text x="${width}" y="${height - 4}" text-anchor="end">now</text>
${(["p99Ms", "p50Ms"] as const).map((key) => lineOf(key === "p50Ms" ? "p50" : "p99", line(key)))}
</svg>`;
}

/** An hour without neighbours is a dot. */
function lineOf(name: string, points: readonly string[]): Html {
  return html`
    <polyline class="${name}" points="${points.join(" ")}" />${points.map((point) => {
      const [x = "", y = ""] = point.split(",");
      return html`
        <circle class="${name}" cx="${x}" cy="${y}" r="2" />
      `;
    })}
  `;
}

/** `850 ms`, `2.5 s`, `3 min`. */
export function lasting(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
