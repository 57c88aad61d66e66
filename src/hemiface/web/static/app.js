/* Small manners of every page. */
const page = document.documentElement;
page.classList.add("js");

/* A part of a page that follows some work: where the app is not reached, what it shows is old. */
const unreached = document.getElementById("unreached");
addEventListener("htmx:error", () => { unreached.hidden = false; });
addEventListener("htmx:after:request", () => { unreached.hidden = true; });

/* Where the app is not reached, a page that is kept on the device says so, in the same words. */
navigator.serviceWorker?.register("/worker.js").then(() => navigator.serviceWorker.ready).then(({ active }) => {
  const looks = `${page.lang} ${page.className}`;
  if (localStorage.getItem("hemiface.looks") === looks) return;
  localStorage.setItem("hemiface.looks", looks);
  active.postMessage("refresh");
}).catch(() => { /* a private window, or a certificate that is not trusted: it works without */ });

/* A second press while the first is on its way would write the same down twice. */
const FORGET_MS = 10_000;
const sent = new Set();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (sent.has(event.target)) return event.preventDefault();
  sent.add(event.target);
  setTimeout(() => sent.delete(event.target), FORGET_MS);
});
addEventListener("pageshow", () => sent.clear());

/* A new person lives where this browser is, unless somebody says otherwise. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of document.querySelectorAll("[data-own-zone]")) {
  if (zone?.includes("/") && !zone.includes("Unknown") && field.value === field.defaultValue) field.value = zone;
}
