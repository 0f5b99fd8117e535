// The table beside the map follows the period: the server makes the same rows, and the address tells the view.
import { onPeriod } from "./period";

let running: AbortController | null = null;

async function follow(form: HTMLFormElement, start: string, end: string): Promise<void> {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of [["start", start], ["end", end]]) {
    const input = form.elements.namedItem(name) as HTMLInputElement | null;
    if (input) input.value = value;
    if (value) query.set(name, value);
    else query.delete(name);
  }
  query.delete("page");
  history.replaceState(null, "", `${location.pathname}?${query}`);
  query.set("part", "rows");
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(`${location.pathname}?${query}`, { signal: running.signal });
    if (!answer.ok) return;
    const rows = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#rows");
    if (rows) document.querySelector("#rows")?.replaceWith(rows);
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
  }
}

const form = document.querySelector<HTMLFormElement>("[data-map-form]");
let waiting = 0;
if (form)
  onPeriod((period) => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void follow(form, period?.start ?? "", period?.end ?? ""), 150);
  });
