// Tiles of the case's own file (PMTiles, vector, the layers of the Protomaps basemap). Loaded only where there is one.
import { addProtocol, type Map as MapView } from "maplibre-gl";
import { PMTiles, Protocol } from "pmtiles";

export async function addTiles(map: MapView, address: string, dark: boolean): Promise<void> {
  const protocol = new Protocol();
  const file = new PMTiles(new URL(address, location.href).href);
  protocol.add(file);
  addProtocol("pmtiles", protocol.tile);
  const header = await file.getHeader();
  if (header.tileType !== 1) return; // only vector tiles
  map.addSource("tiles", { type: "vector", url: `pmtiles://${file.source.getKey()}` });
  const ink = dark ? "#4a5561" : "#c3cbd2";
  const water = dark ? "#16222e" : "#d3e2ee";
  map.addLayer({ id: "tile-water", type: "fill", source: "tiles", "source-layer": "water", paint: { "fill-color": water } });
  map.addLayer({ id: "tile-roads", type: "line", source: "tiles", "source-layer": "roads", paint: { "line-color": ink, "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.4, 14, 2.4] } });
  map.addLayer({ id: "tile-borders", type: "line", source: "tiles", "source-layer": "boundaries", paint: { "line-color": ink, "line-dasharray": [4, 2] } });
}
