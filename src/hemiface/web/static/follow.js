/* A chart that is wider than the screen shows its end: the present. */
for (const chart of document.querySelectorAll("[aria-label] > .course-chart, .visit-chart .scroll")) chart.scrollLeft = chart.scrollWidth;
/* The page for the visit goes to the printer of the browser. */
document.getElementById("print")?.addEventListener("click", () => window.print());
