/* A muscle that is chosen on the face gets a row; units stand on the face, totals below. */
const form = document.getElementById("injections");
const rows = document.getElementById("rows");
const words = form.dataset;
const last = JSON.parse(words.last);

for (const spot of document.querySelectorAll(".map-muscle")) {
  spot.addEventListener("click", () => choose(spot));
  spot.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(spot);
  });
}
rows.addEventListener("input", draw);
for (const name of ["product", "brand"]) document.querySelector(`[name=${name}]`).addEventListener("input", draw);
document.getElementById("more-rows").addEventListener("click", () => { unfold().querySelector("select").focus(); });
draw();

function cells(row) {
  return Object.fromEntries([...row.querySelectorAll("[name]")].map((cell) => [cell.name, cell]));
}

function all() {
  return [...rows.children].map((row) => ({ row, ...cells(row) }));
}

function choose(spot) {
  const { muscle, side } = spot.dataset;
  let found = all().find((one) => one.muscle.value === muscle && one.side.value === side && shown(one.row));
  if (!found) {
    const row = unfold();
    found = { row, ...cells(row) };
    found.muscle.value = muscle;
    found.side.value = side;
  }
  draw();
  found.units.focus();
}

function shown(row) {
  return !row.hasAttribute("data-empty") || row.classList.contains("open");
}

function unfold() {
  const first = rows.firstElementChild;
  const { muscle, units } = cells(first);
  if (!muscle.value && !units.value && !first.dataset.used) {
    first.dataset.used = "yes";
    return first;
  }
  let row = [...rows.children].find((one) => !shown(one));
  if (!row) {
    row = rows.lastElementChild.cloneNode(true);
    for (const cell of row.querySelectorAll("input, [name=muscle]")) cell.value = "";
    rows.append(row);
  }
  row.classList.add("open");
  return row;
}

function number(text) {
  return Number(String(text).replace(",", ".")) || 0;
}

function write(value) {
  return String(Math.round(value * 1e6) / 1e6).replace(".", words.decimal);
}

function draw() {
  const totals = { left: 0, right: 0 };
  const here = new Map();
  for (const { muscle, side, units, sites, point } of all()) {
    // Neither a muscle without units or side nor units without a muscle can be sent.
    units.required = Boolean(muscle.value || sites.value || point.value);
    muscle.required = side.required = units.required || Boolean(units.value);
    const value = number(units.value);
    if (!value || !side.value) continue;
    totals[side.value] += value;
    const key = `${muscle.value} ${side.value}`;
    here.set(key, (here.get(key) ?? 0) + value);
  }
  for (const spot of document.querySelectorAll(".map-muscle")) {
    const value = here.get(`${spot.dataset.muscle} ${spot.dataset.side}`);
    spot.classList.toggle("given", Boolean(value));
    spot.querySelector(".map-units").textContent = value ? write(value) : "";
  }
  for (const { row, muscle, side, units } of all()) {
    const before = last.filter((one) => one.muscle === muscle.value && one.side === side.value)
      .reduce((sum, one) => sum + number(one.units), 0);
    const now = number(units.value);
    const place = row.querySelector(".row-change");
    const known = now && before && words.comparable === "yes";
    // Units of one product are not those of another: no difference is drawn, and the old one is named.
    const same = document.querySelector("[name=product]").value === words.product;
    const change = now === before ? "" : ` (${now > before ? "+" : "−"}${write(Math.abs(now - before))})`;
    place.textContent = !known ? "" : same ? `${words.before} ${write(before)}${change}`
      : words.beforeOther.replace("{product}", words.productName).replace("{units}", write(before));
  }
  document.getElementById("totals").textContent = words.totals
    .replace("{left}", write(totals.left)).replace("{right}", write(totals.right));
}
