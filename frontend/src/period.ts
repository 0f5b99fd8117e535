// The chosen period, told from the timeline to the map and the table. Dates are ISO, both inclusive.
export type Period = { start: string; end: string };

const NAME = "trucewatch:period";

export function tellPeriod(period: Period | null): void {
  document.dispatchEvent(new CustomEvent<Period | null>(NAME, { detail: period }));
}

export function onPeriod(listener: (period: Period | null) => void): void {
  document.addEventListener(NAME, (event) => listener((event as CustomEvent<Period | null>).detail));
}
