/* The page for the visit goes to the printer of the browser. */
document.getElementById("print")?.addEventListener("click", () => window.print());
