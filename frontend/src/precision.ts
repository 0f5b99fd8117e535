// A circle on the ground for what a report can tell of a place: never a false point.
const EARTH = 6_371_008.8;

export function circle<P>(centre: [number, number], metres: number, properties: P): GeoJSON.Feature<GeoJSON.Polygon, P> {
  const [lon, lat] = centre;
  const ring: [number, number][] = [];
  for (let step = 0; step <= 48; step += 1) {
    const angle = (2 * Math.PI * step) / 48;
    const north = (metres * Math.cos(angle)) / EARTH;
    const east = (metres * Math.sin(angle)) / (EARTH * Math.cos((lat * Math.PI) / 180));
    ring.push([lon + (east * 180) / Math.PI, lat + (north * 180) / Math.PI]);
  }
  return { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties };
}
