/* Whether this browser trusts the certificate: where a warning was only clicked away, no browser
   takes a service worker. */
const button = document.getElementById("check");
const said = document.getElementById("checked");

button.addEventListener("click", async () => {
  button.disabled = true;
  const found = await check();
  said.className = found === "yes" ? "good" : "problem";
  said.textContent = said.dataset[found];
  said.hidden = false;
  button.disabled = false;
});

async function check() {
  if (!("serviceWorker" in navigator)) return window.isSecureContext ? "unknown" : "no";
  try {
    const worker = await navigator.serviceWorker.register("/trust/worker.js", { scope: "/trust/" });
    await worker.unregister();
    return "yes";
  } catch {
    return "no";
  }
}
