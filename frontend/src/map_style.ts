// Colours and layers of the map. Every state has a form of its own beside its colour: hatched, dashed, numbered.
import type { FilterSpecification, Map as MapView, StyleSpecification } from "maplibre-gl";

const COLOURS: Record<string, string> = {
  hostilities: "#b3261e",
  posture: "#8a5a00",
  civilians: "#7b1fa2",
  humanitarian: "#0b6e4f",
  mechanism: "#1f5f99",
  obligations: "#1f5f99",
  political: "#455a64",
  information: "#5d4037",
};

const COLOURS_DARK: Record<string, string> = {
  hostilities: "#ef6a60",
  posture: "#d99a2b",
  civilians: "#c58ae0",
  humanitarian: "#4fb893",
  mechanism: "#6aa9df",
  obligations: "#6aa9df",
  political: "#93a7b1",
  information: "#b7978b",
};

export type Layer = "incidents" | "terms" | "corridors" | "control" | "sectors";

export const LAYERS: Record<Layer, string[]> = {
  incidents: ["precision", "precision-line", "groups", "group-numbers", "incidents"],
  terms: ["terms", "terms-line"],
  corridors: ["corridors", "corridors-line"],
  control: ["held", "contested", "control-line", "unknown-line"],
  sectors: ["sectors", "sectors-line"],
};

export const SOURCES = ["outlines", "areas", "control", "sectors", "precision", "incidents"] as const;
export const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

function familyColour(dark: boolean): never {
  const pairs = Object.entries(dark ? COLOURS_DARK : COLOURS).flat();
  return ["match", ["get", "family"], ...pairs, dark ? "#93a7b1" : "#455a64"] as never;
}

export function plainStyle(dark: boolean): StyleSpecification {
  const ground = { "background-color": dark ? "#1b2026" : "#eef1f3" };
  return { version: 8, sources: {}, layers: [{ id: "background", type: "background", paint: ground }] };
}

// A hatch drawn here, so that the map asks for no sprite.
function hatch(colour: [number, number, number]): { width: number; height: number; data: Uint8Array } {
  const size = 8;
  const data = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      if ((row + column) % size < 3) data.set([...colour, 255], (row * size + column) * 4);
  return { width: size, height: size, data };
}

export function addLayers(map: MapView, dark: boolean): void {
  const text = dark ? "#e6e9ec" : "#22282e";
  const halo = dark ? "#1b2026" : "#ffffff";
  const line = dark ? "#6f7d8a" : "#8795a1";
  const accent = dark ? "#6aa9df" : "#1f5f99";
  const amber = dark ? "#d99a2b" : "#8a5a00";
  const green = dark ? "#4fb893" : "#0b6e4f";
  const named = (use: string): FilterSpecification => ["==", ["get", "use"], use];
  const inForce = (there: number, otherwise: number): never =>
    ["match", ["get", "force"], "true", there, otherwise] as never;
  const state = (...states: string[]): FilterSpecification => ["in", ["get", "state"], ["literal", states]];
  const kind = (name: string): FilterSpecification => ["==", ["get", "kind"], name];
  const alone: FilterSpecification = ["==", ["get", "n"], 1];
  const several: FilterSpecification = [">", ["get", "n"], 1];
  for (const source of SOURCES) map.addSource(source, { type: "geojson", data: NOTHING });
  map.addImage("hatch", hatch(dark ? [217, 154, 43] : [138, 90, 0]));

  map.addLayer({ id: "countries", type: "line", source: "outlines", paint: { "line-color": line, "line-width": 1.6, "line-opacity": 0.7 } });
  map.addLayer({ id: "areas", type: "fill", source: "areas", filter: named("case"), paint: { "fill-color": dark ? "#2a323a" : "#ffffff", "fill-opacity": 0.6 } });
  map.addLayer({ id: "outlines", type: "line", source: "areas", paint: { "line-color": line, "line-width": 1.2, "line-dasharray": [3, 2] } });
  map.addLayer({ id: "terms", type: "fill", source: "areas", filter: named("area"), paint: { "fill-color": accent, "fill-opacity": inForce(0.12, 0.03) } });
  map.addLayer({ id: "terms-line", type: "line", source: "areas", filter: named("area"), paint: { "line-color": accent, "line-width": 1.4, "line-opacity": inForce(1, 0.4) } });
  map.addLayer({ id: "held", type: "fill", source: "control", filter: state("held", "besieged"), paint: { "fill-color": ["case", ["==", ["get", "state"], "besieged"], amber, ["coalesce", ["get", "colour"], accent]] as never, "fill-opacity": 0.22 } });
  map.addLayer({ id: "contested", type: "fill", source: "control", filter: state("contested"), paint: { "fill-pattern": "hatch", "fill-opacity": 0.7 } });
  map.addLayer({ id: "control-line", type: "line", source: "control", filter: state("held", "besieged", "contested"), paint: { "line-color": ["match", ["get", "state"], "held", accent, amber] as never, "line-width": 1 } });
  map.addLayer({ id: "unknown-line", type: "line", source: "control", filter: state("unknown"), paint: { "line-color": text, "line-width": 1, "line-opacity": 0.6, "line-dasharray": [1, 2] } });
  map.addLayer({ id: "corridors", type: "fill", source: "areas", filter: named("corridor"), paint: { "fill-color": green, "fill-opacity": inForce(0.35, 0.15) } });
  map.addLayer({ id: "corridors-line", type: "line", source: "areas", filter: named("corridor"), paint: { "line-color": green, "line-width": 1.6, "line-opacity": inForce(1, 0.5) } });
  map.addLayer({ id: "sectors", type: "fill", source: "sectors", paint: { "fill-color": ["match", ["get", "kind"], "overlap", amber, accent] as never, "fill-opacity": ["match", ["get", "kind"], "overlap", 0.45, 0.1] as never } });
  map.addLayer({ id: "sectors-line", type: "line", source: "sectors", filter: kind("sector"), paint: { "line-color": accent, "line-width": 1, "line-dasharray": [4, 2] } });
  map.addLayer({ id: "precision", type: "fill", source: "precision", paint: { "fill-color": familyColour(dark), "fill-opacity": 0.08 } });
  map.addLayer({ id: "precision-line", type: "line", source: "precision", paint: { "line-color": familyColour(dark), "line-opacity": 0.5, "line-width": 1 } });
  map.addLayer({ id: "groups", type: "circle", source: "incidents", filter: several, paint: { "circle-color": "#37474f", "circle-opacity": 0.9, "circle-radius": ["step", ["get", "n"], 10, 10, 13, 100, 17, 1000, 21] as never, "circle-stroke-width": 2, "circle-stroke-color": familyColour(dark) } });
  map.addLayer({ id: "group-numbers", type: "symbol", source: "incidents", filter: several, layout: { "text-field": ["to-string", ["get", "n"]] as never, "text-size": 11, "text-allow-overlap": true }, paint: { "text-color": "#ffffff" } });
  map.addLayer({ id: "incidents", type: "circle", source: "incidents", filter: alone, paint: { "circle-color": familyColour(dark), "circle-radius": 6, "circle-stroke-width": 1.5, "circle-stroke-color": halo } });
  map.addLayer({ id: "area-names", type: "symbol", source: "areas", layout: { "text-field": ["get", "label"], "text-size": 12 }, paint: { "text-color": text, "text-halo-color": halo, "text-halo-width": 1.5 } });
}
