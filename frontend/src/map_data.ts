// What the map shows at its place and zoom. The server counts; only what is in view is asked for, by whole tiles, so
// that small movements ask for nothing new.
import type { GeoJSONSource, Map as MapView } from "maplibre-gl";
import type { Period } from "./period";
import { circle } from "./precision";

export type Properties = {
  n: number;
  id?: string;
  one?: boolean;
  label: string;
  family: string;
  place?: string | null;
  day?: string;
  rank?: string;
  radius: number;
};
export type Collection = GeoJSON.FeatureCollection<GeoJSON.Point, Properties>;

const MOST_TILES = 48;

type Range = { z: number; x0: number; x1: number; y0: number; y1: number };

function row(lat: number): number {
  const bent = Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * Math.PI) / 360));
  return (1 - bent / Math.PI) / 2;
}

function inView(map: MapView): Range {
  const bounds = map.getBounds();
  for (let z = Math.max(0, Math.min(20, Math.floor(map.getZoom()))); ; z -= 1) {
    const number = 2 ** z;
    const whole = (share: number): number => Math.max(0, Math.min(number - 1, Math.floor(share * number)));
    const range = {
      z,
      x0: whole((bounds.getWest() + 180) / 360),
      x1: whole((bounds.getEast() + 180) / 360),
      y0: whole(row(bounds.getNorth())),
      y1: whole(row(bounds.getSouth())),
    };
    if (z === 0 || (range.x1 - range.x0 + 1) * (range.y1 - range.y0 + 1) <= MOST_TILES) return range;
  }
}

export function precisionAreas(points: Collection): GeoJSON.FeatureCollection {
  const features = points.features
    .filter((feature) => feature.properties.radius > 0)
    .map((feature) => circle(feature.geometry.coordinates as [number, number], feature.properties.radius, feature.properties));
  return { type: "FeatureCollection", features };
}

export function setData(map: MapView, source: string, data: GeoJSON.FeatureCollection): void {
  (map.getSource(source) as GeoJSONSource | undefined)?.setData(data);
}

export async function asked<T>(path: string, query: URLSearchParams, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(`${path}?${query}`, { signal });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

export class Incidents {
  private last = "";
  private running: AbortController | null = null;

  constructor(private readonly map: MapView, private readonly filter: URLSearchParams) {}

  // Asks again where the view or the period needs it; what was asked before and has not come is given up.
  async refresh(period: Period | null): Promise<void> {
    const query = new URLSearchParams(this.filter);
    if (period !== null) {
      query.set("start", period.start);
      query.set("end", period.end);
    }
    for (const [name, value] of Object.entries(inView(this.map))) query.set(name, String(value));
    const wanted = query.toString();
    if (wanted === this.last) return;
    this.last = wanted;
    this.running?.abort();
    this.running = new AbortController();
    try {
      const points = await asked<Collection>("/map/cells.json", query, this.running.signal);
      setData(this.map, "incidents", points);
      setData(this.map, "precision", precisionAreas(points));
    } catch (error) {
      if ((error as Error).name !== "AbortError") this.last = "";
    }
  }
}
