// The directory on a map that moves: outlines, and the structures of the list below, those that touch as one point.
// Without Leaflet, or without a script, the two pictures drawn by the server stay.
const TOUCH = 34; // in pixels of the screen
const CLOSEST = 11;
const LETTER = 6.6; // wide, of the name of a region, which stands BELOW its chief town
const BELOW = 17;

const L = window.L;
const box = document.querySelector("[data-map]");
if (box && L) start(box);

async function start(host) {
  const answer = await fetch(host.dataset.map);
  if (!answer.ok) return;
  const land = await answer.json();
  const words = host.dataset;
  const places = [...document.querySelectorAll("[data-point]")].map(placeOf);
  const regions = [...host.querySelectorAll("[data-region]")].map(regionOf);
  host.hidden = false;
  document.querySelector("[data-map-drawn]").hidden = true;

  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const options = { zoomControl: false, attributionControl: false, minZoom: 3, maxZoom: CLOSEST, zoomSnap: 0.25 };
  const map = L.map(host.querySelector("[role=region]"), { ...options, zoomAnimation: !still, fadeAnimation: !still });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution(words.source).addTo(map);
  L.geoJSON(land, { interactive: false, style: { className: "terre" } }).addTo(map);

  const layer = L.layerGroup().addTo(map);
  map.on("zoomend", () => show(map, layer, places, regions, words));
  map.on("popupopen", ({ popup }) => {
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", words.close);
    popup.getElement().querySelector("a[href]:not(.leaflet-popup-close-button)")?.focus();
  });
  const shores = [...host.querySelectorAll("[data-bounds]")];
  shores.forEach((button) => button.addEventListener("click", () => look(map, button)));
  look(map, shores.find((button) => places.some((place) => boundsOf(button).contains(place.at))) ?? shores[0]);
  show(map, layer, places, regions, words);
}

function placeOf(row) {
  const link = row.querySelector("a");
  return { at: L.latLng(row.dataset.point.split(",").map(Number)), name: link.textContent, href: link.href };
}

function regionOf(line) {
  return { at: L.latLng(line.dataset.region.split(",").map(Number)), name: line.textContent };
}

function boundsOf(button) {
  const [south, west, north, east] = button.dataset.bounds.split(",").map(Number);
  return L.latLngBounds([south, west], [north, east]);
}

function look(map, button) {
  map.fitBounds(boundsOf(button), { animate: false });
}

function show(map, layer, places, regions, words) {
  const groups = [];
  for (const place of places) {
    const spot = map.latLngToLayerPoint(place.at);
    const near = groups.find((group) => group.spot.distanceTo(spot) < TOUCH);
    if (near) near.places.push(place);
    else groups.push({ spot, places: [place] });
  }
  layer.clearLayers();
  groups.forEach((group) => pointOf(map, group.places, words).addTo(layer));
  nameRegions(map, layer, regions, groups.map((group) => around(group.spot, 32, 32)));
}

// Each region by its name, where it covers no point and no other name.
function nameRegions(map, layer, regions, taken) {
  for (const { at, name } of regions) {
    const wide = Math.ceil(name.length * LETTER);
    const box = around(map.latLngToLayerPoint(at).add([0, BELOW + 9]), wide, 18);
    if (taken.some((other) => other.overlaps(box))) continue;
    taken.push(box);
    const words = document.createElement("span");
    words.textContent = name;
    const icon = L.divIcon({ className: "nom-de-region", html: words, iconSize: [wide, 18], iconAnchor: [wide / 2, -BELOW] });
    L.marker(at, { icon, interactive: false, keyboard: false }).addTo(layer).getElement()?.setAttribute("aria-hidden", "true");
  }
}

function around(spot, wide, high) {
  const half = L.point(wide / 2, high / 2);
  return L.bounds(spot.subtract(half), spot.add(half));
}

function pointOf(map, places, words) {
  const alone = places.length === 1;
  const title = alone ? places[0].name : `${places.length} ${words.many}`;
  const size = alone ? 22 : 32;
  const icon = L.divIcon({ className: "point", html: alone ? "" : String(places.length), iconSize: [size, size] });
  const marker = L.marker(places[0].at, { icon, title, alt: title });
  marker.on("add", () => marker.getElement().setAttribute("aria-label", title));
  const open = () => {
    const around = L.latLngBounds(places.map((place) => place.at));
    const apart = !around.getNorthEast().equals(around.getSouthWest());
    if (!alone && apart && map.getZoom() < CLOSEST) {
      map.getContainer().focus();
      map.fitBounds(around, { padding: [40, 40], maxZoom: CLOSEST });
    } else {
      L.popup().setLatLng(places[0].at).setContent(listOf(places)).openOn(map);
    }
  };
  marker.on("click", open);
  marker.on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && open());
  return marker;
}

function listOf(places) {
  const list = document.createElement("ul");
  for (const place of places) {
    const link = document.createElement("a");
    link.href = place.href;
    link.textContent = place.name;
    const line = document.createElement("li");
    line.append(link);
    list.append(line);
  }
  return list;
}
