// Brush the timeline: drag over the days, or use the arrow keys, and the map and the table follow. The bars
// themselves are drawn by the server, so the timeline reads without this script.
import { onPeriod, tellPeriod, type Period } from "./period";

type Bar = { element: SVGElement; day: string };

function bars(svg: SVGSVGElement): Bar[] {
  return [...svg.querySelectorAll<SVGElement>("[data-day]")].map((element) => ({ element, day: element.dataset.day ?? "" }));
}

function mark(all: Bar[], period: Period | null): void {
  for (const bar of all) {
    const chosen = period === null || (bar.day >= period.start && bar.day <= period.end);
    bar.element.classList.toggle("dimmed", !chosen);
  }
}

function filterRows(period: Period | null): void {
  for (const row of document.querySelectorAll<HTMLElement>("tr[data-start]")) {
    const start = row.dataset.start ?? "";
    const end = row.dataset.end || start;
    row.hidden = period !== null && (start === "" || start > period.end || end < period.start);
  }
}

function start(svg: SVGSVGElement): void {
  const all = bars(svg);
  const days = [...new Set(all.map((bar) => bar.day))].sort();
  let anchor: string | null = null;
  const dayAt = (event: PointerEvent): string | null => {
    const target = document.elementFromPoint(event.clientX, event.clientY)?.closest<SVGElement>("[data-day]");
    return target?.dataset.day ?? null;
  };
  const choose = (a: string, b: string): void => tellPeriod(a <= b ? { start: a, end: b } : { start: b, end: a });
  svg.addEventListener("pointerdown", (event) => {
    anchor = dayAt(event);
    if (anchor !== null) choose(anchor, anchor);
    else tellPeriod(null);
  });
  svg.addEventListener("pointermove", (event) => {
    const day = dayAt(event);
    if (anchor !== null && day !== null && event.buttons === 1) choose(anchor, day);
  });
  svg.addEventListener("pointerup", () => (anchor = null));
  let cursor = 0;
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tellPeriod(null);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0 || days.length === 0) return;
    event.preventDefault();
    cursor = Math.min(days.length - 1, Math.max(0, cursor + step));
    choose(days[cursor], days[cursor]);
  });
  onPeriod((period) => {
    mark(all, period);
    filterRows(period);
    svg.setAttribute("data-period", period === null ? "" : `${period.start}/${period.end}`);
  });
  svg.setAttribute("data-ready", "true");
}

for (const svg of document.querySelectorAll<SVGSVGElement>("svg[data-timeline]")) start(svg);
