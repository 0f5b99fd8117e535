// Brush the timeline: drag over the days, or use the arrow keys, and the map and the table follow. The bars
// themselves are drawn by the server, so the timeline reads without this script.
import { onPeriod, tellPeriod, type Period } from "./period";
import "./rows";

type Bar = { element: SVGElement; day: string; until: string };

function bars(svg: SVGSVGElement): Bar[] {
  return [...svg.querySelectorAll<SVGElement>("[data-day]")].map((element) => ({
    element,
    day: element.dataset.day ?? "",
    until: element.dataset.until ?? element.dataset.day ?? "",
  }));
}

function mark(all: Bar[], period: Period | null): void {
  for (const bar of all) {
    const chosen = period === null || (bar.until >= period.start && bar.day <= period.end);
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
  const slots = all.filter((bar) => bar.element.classList.contains("slot"));
  let anchor: number | null = null;
  const slotAt = (event: PointerEvent): number | null => {
    const box = svg.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return slots.length === 0 || share < 0 || share > 1 ? null : Math.min(slots.length - 1, Math.floor(share * slots.length));
  };
  const choose = (a: number, b: number): void => {
    const [first, last] = a <= b ? [a, b] : [b, a];
    tellPeriod({ start: slots[first].day, end: slots[last].until });
  };
  svg.addEventListener("pointerdown", (event) => {
    anchor = slotAt(event);
    if (anchor !== null) choose(anchor, anchor);
    else tellPeriod(null);
  });
  svg.addEventListener("pointermove", (event) => {
    const slot = slotAt(event);
    if (anchor !== null && slot !== null && event.buttons === 1) choose(anchor, slot);
  });
  svg.addEventListener("pointerup", () => (anchor = null));
  let cursor = 0;
  let from = 0;
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tellPeriod(null);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0 || slots.length === 0) return;
    event.preventDefault();
    cursor = Math.min(slots.length - 1, Math.max(0, cursor + step));
    if (!event.shiftKey) from = cursor;
    choose(from, cursor);
  });
  onPeriod((period) => {
    mark(all, period);
    filterRows(period);
    svg.setAttribute("data-period", period === null ? "" : `${period.start}/${period.end}`);
  });
  svg.setAttribute("data-ready", "true");
}

for (const svg of document.querySelectorAll<SVGSVGElement>("svg[data-timeline]")) start(svg);
