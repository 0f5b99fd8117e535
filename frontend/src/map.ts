// The map of incidents: own GeoJSON, outlines from this host, no fonts and no tiles from elsewhere. Without this script
// the page shows the same map drawn by the server, and always the same rows as a table.
import {
  AttributionControl,
  Map as MapView,
  NavigationControl,
  Popup,
  ScaleControl,
  setWorkerUrl,
  type MapGeoJSONFeature,
  type LngLatLike,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { asked, Incidents, setData, type Properties } from "./map_data";
import { addLayers, LAYERS, NOTHING, plainStyle, type Layer } from "./map_style";
import { onPeriod, type Period } from "./period";

setWorkerUrl(workerUrl);

const HOLDERS = ["#1f5f99", "#0b6e4f", "#7b1fa2", "#5d4037", "#455a64"];
const POINTED = ["incidents", "groups", "corridors", "terms", "contested", "held", "unknown-line", "sectors"];

function lines(...told: (string | null | undefined)[]): HTMLElement[] {
  return told.filter(Boolean).map((words) => {
    const line = document.createElement("div");
    line.textContent = words as string;
    line.dir = "auto";
    return line;
  });
}

function linked(address: string, words: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = words;
  return link;
}

function said(feature: MapGeoJSONFeature, holder: HTMLElement): HTMLElement[] {
  const p = feature.properties as Record<string, string> & Properties;
  if (feature.layer.id === "incidents") return [linked(`/incidents/${encodeURIComponent(p.id ?? "")}`, p.label), ...lines(p.day, p.rank)];
  if (feature.layer.id === "groups") {
    const address = p.place ? `/incidents?place=${encodeURIComponent(p.place)}` : "/incidents";
    return [...lines(p.label), linked(address, holder.dataset.seeIncidents ?? "")];
  }
  if (p.href) return [linked(p.href, p.label), ...lines(p.said, p.clauses)];
  return lines(p.label ?? p.observer, p.told ?? p.observed);
}

function popup(map: MapView, feature: MapGeoJSONFeature, at: LngLatLike, holder: HTMLElement): void {
  const box = document.createElement("div");
  box.append(...said(feature, holder));
  new Popup({ closeButton: true, maxWidth: "18rem" }).setLngLat(at).setDOMContent(box).addTo(map);
}

function listen(map: MapView, holder: HTMLElement): void {
  map.on("click", (event) => {
    const feature = map.queryRenderedFeatures(event.point, { layers: POINTED })[0];
    if (!feature) return;
    const told = feature.properties as Properties;
    if (feature.layer.id === "groups" && !told.one && map.getZoom() < 20) {
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2, animate: !still });
    } else popup(map, feature, event.lngLat, holder);
  });
  for (const layer of ["incidents", "groups"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
}

// Each holder has a colour of its own, in the order in which they hold most; the popup and the table name them.
function coloured(control: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection {
  const counted = new Map<string, number>();
  for (const { properties } of control.features)
    if (properties?.holder) counted.set(properties.holder, (counted.get(properties.holder) ?? 0) + 1);
  const order = [...counted].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
  const features = control.features.map((feature) => {
    const at = order.indexOf(feature.properties?.holder);
    return at < 0 ? feature : { ...feature, properties: { ...feature.properties, colour: HOLDERS[at % HOLDERS.length] } };
  });
  return { ...control, features };
}

async function ground(map: MapView, filter: URLSearchParams, on: string): Promise<void> {
  const day = new URLSearchParams(on ? { on } : {});
  const none = new URLSearchParams();
  const layers: [string, string, URLSearchParams][] = [
    ["outlines", "/map/outlines.json", none],
    ["areas", "/map/areas.json", day],
    ...(on ? ([["control", "/map/control.json", day], ["sectors", "/map/sectors.json", filter]] as [string, string, URLSearchParams][]) : []),
  ];
  await Promise.all(
    layers.map(async ([source, path, query]) => {
      const data = await asked<GeoJSON.FeatureCollection>(path, query).catch(() => NOTHING);
      setData(map, source, source === "control" ? coloured(data) : data);
    }),
  );
}

function choosable(map: MapView): void {
  const box = document.querySelector<HTMLFieldSetElement>("[data-map-layers]");
  if (!box) return;
  box.hidden = false;
  box.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    for (const id of LAYERS[input.value as Layer] ?? []) map.setLayoutProperty(id, "visibility", input.checked ? "visible" : "none");
  });
}

function begin(holder: HTMLElement): void {
  const told = holder.dataset;
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const box = document.createElement("div");
  box.className = "map-canvas";
  // the drawing of the server stays for print
  holder.append(box);
  holder.classList.add("live");
  const map = new MapView({
    container: box,
    style: plainStyle(dark),
    center: [Number(told.lon ?? 0), Number(told.lat ?? 0)],
    zoom: Number(told.zoom ?? 9),
    attributionControl: false,
    fadeDuration: 0,
    dragRotate: false,
    locale: { "NavigationControl.ZoomIn": told.zoomIn ?? "", "NavigationControl.ZoomOut": told.zoomOut ?? "", "Map.Title": told.label ?? "" },
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl({}));
  map.addControl(new AttributionControl({ compact: true, customAttribution: told.attribution ?? "" }));
  const filter = new URLSearchParams(told.query ?? "");
  let period: Period | null = null;
  map.once("load", async () => {
    if (told.tiles) await (await import("./tiles")).addTiles(map, told.tiles, dark);
    addLayers(map, dark);
    listen(map, holder);
    choosable(map);
    const incidents = new Incidents(map, filter);
    map.on("moveend", () => void incidents.refresh(period));
    onPeriod((chosen) => {
      period = chosen;
      void incidents.refresh(period);
    });
    await Promise.all([ground(map, filter, told.on ?? ""), incidents.refresh(period)]);
    map.once("idle", () => holder.setAttribute("data-ready", "true"));
    map.triggerRepaint();
  });
}

for (const holder of document.querySelectorAll<HTMLElement>("[data-map]")) begin(holder);
