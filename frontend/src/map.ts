// The map of incidents: own GeoJSON only, no tiles, no fonts from elsewhere. Without this script the page
// shows the same map drawn by the server, and always the same rows as a table.
import {
  AttributionControl,
  GeoJSONSource,
  Map as MapView,
  NavigationControl,
  Popup,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONFeature,
  type StyleSpecification,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { onPeriod, type Period } from "./period";
import { circle } from "./precision";

setWorkerUrl(workerUrl);

type Properties = { id: string; label: string; family: string; start: string | null; end: string | null; radius: number | null; day: string };
type Collection = GeoJSON.FeatureCollection<GeoJSON.Point, Properties>;

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

function familyColour(dark: boolean): unknown[] {
  const pairs = Object.entries(dark ? COLOURS_DARK : COLOURS).flat();
  return ["match", ["get", "family"], ...pairs, dark ? "#93a7b1" : "#455a64"];
}

function style(dark: boolean): StyleSpecification {
  return {
    version: 8,
    sources: {},
    layers: [{ id: "background", type: "background", paint: { "background-color": dark ? "#1b2026" : "#eef1f3" } }],
  };
}

function within(properties: Properties, period: Period | null): boolean {
  if (period === null) return true;
  const end = properties.end ?? properties.start;
  if (properties.start === null || end === null) return false;
  return properties.start <= period.end && end >= period.start;
}

function filtered(all: Collection, period: Period | null): Collection {
  return { ...all, features: all.features.filter((feature) => within(feature.properties, period)) };
}

function precisionAreas(points: Collection): GeoJSON.FeatureCollection {
  const features = points.features
    .filter((feature) => (feature.properties.radius ?? 0) > 0)
    .map((feature) => circle(feature.geometry.coordinates as [number, number], feature.properties.radius as number, feature.properties));
  return { type: "FeatureCollection", features };
}

function addLayers(map: MapView, areas: GeoJSON.FeatureCollection, points: Collection, dark: boolean): void {
  const text = dark ? "#e6e9ec" : "#22282e";
  const halo = dark ? "#1b2026" : "#ffffff";
  map.addSource("areas", { type: "geojson", data: areas });
  map.addLayer({ id: "areas", type: "fill", source: "areas", paint: { "fill-color": dark ? "#2a323a" : "#ffffff", "fill-opacity": 0.7 } });
  map.addLayer({ id: "outlines", type: "line", source: "areas", paint: { "line-color": dark ? "#6f7d8a" : "#8795a1", "line-width": 1.2, "line-dasharray": [3, 2] } });
  map.addSource("precision", { type: "geojson", data: precisionAreas(points) });
  map.addLayer({ id: "precision", type: "fill", source: "precision", paint: { "fill-color": familyColour(dark) as never, "fill-opacity": 0.1 } });
  map.addLayer({ id: "precision-line", type: "line", source: "precision", paint: { "line-color": familyColour(dark) as never, "line-opacity": 0.5, "line-width": 1 } });
  map.addSource("incidents", { type: "geojson", data: points, cluster: true, clusterRadius: 28, clusterMaxZoom: 13 });
  map.addLayer({
    id: "clusters", type: "circle", source: "incidents", filter: ["has", "point_count"],
    paint: { "circle-color": "#37474f", "circle-opacity": 0.85, "circle-radius": ["step", ["get", "point_count"], 11, 10, 15, 50, 20] },
  });
  map.addLayer({
    id: "cluster-count", type: "symbol", source: "incidents", filter: ["has", "point_count"],
    layout: { "text-field": ["get", "point_count_abbreviated"], "text-size": 12 }, paint: { "text-color": "#ffffff" },
  });
  map.addLayer({
    id: "incidents", type: "circle", source: "incidents", filter: ["!", ["has", "point_count"]],
    paint: { "circle-color": familyColour(dark) as never, "circle-radius": 6, "circle-stroke-width": 1.5, "circle-stroke-color": halo },
  });
  map.addLayer({
    id: "area-names", type: "symbol", source: "areas",
    layout: { "text-field": ["get", "label"], "text-size": 12 }, paint: { "text-color": text, "text-halo-color": halo, "text-halo-width": 1.5 },
  });
}

function popup(map: MapView, feature: GeoJSONFeature, at: [number, number]): void {
  const properties = feature.properties as unknown as Properties;
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = `/incidents/${encodeURIComponent(properties.id)}`;
  link.textContent = properties.label;
  const day = document.createElement("div");
  day.textContent = properties.day;
  box.append(link, day);
  new Popup({ closeButton: true }).setLngLat(at).setDOMContent(box).addTo(map);
}

function listen(map: MapView): void {
  map.on("click", "incidents", (event) => {
    const feature = event.features?.[0];
    if (feature) popup(map, feature, event.lngLat.toArray() as [number, number]);
  });
  map.on("click", "clusters", async (event) => {
    const feature = event.features?.[0];
    if (!feature) return;
    const source = map.getSource("incidents") as GeoJSONSource;
    const zoom = await source.getClusterExpansionZoom(feature.properties?.cluster_id as number);
    map.easeTo({ center: event.lngLat, zoom });
  });
  for (const layer of ["incidents", "clusters"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
}

async function start(holder: HTMLElement): Promise<void> {
  const [areas, points] = await Promise.all(
    [holder.dataset.areas, holder.dataset.incidents].map(async (address) => (await fetch(address ?? "")).json()),
  );
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const box = document.createElement("div");
  box.className = "map-canvas";
  const map = new MapView({
    container: box,
    style: style(dark),
    center: [Number(holder.dataset.lon ?? 0), Number(holder.dataset.lat ?? 0)],
    zoom: Number(holder.dataset.zoom ?? 9),
    attributionControl: false,
    fadeDuration: 0,
    dragRotate: false,
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl({}));
  map.addControl(new AttributionControl({ compact: true, customAttribution: holder.dataset.attribution ?? "" }));
  // the drawing of the server stays for print
  holder.append(box);
  holder.classList.add("live");
  map.resize();
  map.once("load", () => {
    addLayers(map, areas, points, dark);
    listen(map);
    onPeriod((period) => {
      const shown = filtered(points, period);
      (map.getSource("incidents") as GeoJSONSource).setData(shown);
      (map.getSource("precision") as GeoJSONSource).setData(precisionAreas(shown));
    });
    map.once("idle", () => holder.setAttribute("data-ready", "true"));
  });
}

for (const holder of document.querySelectorAll<HTMLElement>("[data-map]")) {
  void start(holder);
}
