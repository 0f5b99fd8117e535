// Keys and selections at the review desk. Every element with data-key is opened by that key: a link is followed, a
// button pressed, a field entered, a fold opened. The page works without this script by its links and forms.

// The letter under the same finger where the layout writes another script: an Arabic keyboard sends no Latin letters.
const LATIN = /^[a-z]$/;

function keyOf(event: KeyboardEvent): string {
  const written = event.key.toLowerCase();
  if (LATIN.test(written) || event.key === "?") return written;
  if (event.key === "؟") return "?";
  const place = /^Key([A-Z])$/.exec(event.code);
  return place ? place[1].toLowerCase() : written;
}

function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}

function open(element: HTMLElement): void {
  if (element instanceof HTMLDetailsElement) {
    element.open = !element.open;
    const first = element.open ? element.querySelector<HTMLElement>("form select, form input:not([type=hidden])") : null;
    (first ?? element.querySelector("summary"))?.focus();
  } else if (element.matches("input, textarea")) {
    element.focus();
    element.scrollIntoView({ block: "nearest" });
  } else {
    element.click();
  }
}

function leave(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  for (const fold of document.querySelectorAll<HTMLDetailsElement>("details[data-key][open]")) fold.open = false;
}

// A browser counts UTF-16 units, the record code points.
function codePoints(text: string): number {
  return [...text].length;
}

function offsetIn(text: HTMLElement, node: Node, at: number): number | null {
  let piece = node instanceof HTMLElement ? node : node.parentElement;
  if (node === text || (piece !== null && piece.closest("[data-skip]"))) {
    // the end of a selection lies between two pieces: take the beginning of the next one
    const from = node === text ? text.childNodes[at] : piece;
    let next: Node | null = from ?? null;
    while (next !== null && !(next instanceof HTMLElement && next.dataset.at !== undefined)) next = next.nextSibling;
    if (next instanceof HTMLElement) return Number(next.dataset.at);
    const last = [...text.querySelectorAll<HTMLElement>("[data-at]")].pop();
    return last ? Number(last.dataset.at) + codePoints(last.textContent ?? "") : null;
  }
  piece = piece?.closest<HTMLElement>("[data-at]") ?? null;
  if (piece === null || !text.contains(piece)) return null;
  const begin = Number(piece.dataset.at);
  if (node === piece) return at === 0 ? begin : begin + codePoints(piece.textContent ?? "");
  return begin + codePoints((node.textContent ?? "").slice(0, at));
}

function stored(text: HTMLElement): string {
  return [...text.querySelectorAll<HTMLElement>("[data-at]")].map((piece) => piece.textContent ?? "").join("");
}

export function chosenSpan(text: HTMLElement): { start: number; words: string } | null {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.commonAncestorContainer)) return null;
  const start = offsetIn(text, range.startContainer, range.startOffset);
  const end = offsetIn(text, range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return null;
  const letters = [...stored(text)];
  let from = start;
  let to = end;
  while (from < to && letters[from].trim() === "") from += 1;
  while (to > from && letters[to - 1].trim() === "") to -= 1;
  return to > from ? { start: from, words: letters.slice(from, to).join("") } : null;
}

const KEPT = "trucewatch-selection";

function fill(span: { start: number; words: string }): void {
  const words = document.querySelector<HTMLTextAreaElement>("[data-words]");
  const start = document.querySelector<HTMLInputElement>("[data-start]");
  if (words === null || start === null) return;
  words.value = span.words;
  start.value = String(span.start);
}

function begin(): void {
  const text = document.querySelector<HTMLElement>("[data-text]");
  const words = document.querySelector<HTMLTextAreaElement>("[data-words]");
  if (text !== null) {
    document.addEventListener("selectionchange", () => {
      const span = chosenSpan(text);
      if (span === null) return;
      sessionStorage.setItem(KEPT, JSON.stringify({ ...span, page: location.pathname }));
      fill(span);
    });
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    if (words !== null && kept !== null && kept.page === location.pathname) {
      fill(kept);
      sessionStorage.removeItem(KEPT);
    }
  }
  // words that a person types are looked for by the server
  words?.addEventListener("input", () => {
    const start = document.querySelector<HTMLInputElement>("[data-start]");
    if (start !== null) start.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave();
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const key = keyOf(event);
    const element = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (element === null) return;
    event.preventDefault();
    open(element);
  });
  document.documentElement.dataset.desk = "ready";
}

begin();
