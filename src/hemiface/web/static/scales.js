/* A text that an answer calls for is shown at once, before anything is sent; where the page came
   back with it, the text stands first and has its own button. */
const read = document.getElementById("safety-read");
const first = document.querySelector(".safety-first");
for (const text of document.querySelectorAll(".safety")) {
  const item = text.closest(".item");
  item.addEventListener("change", () => {
    const chosen = item.querySelector("input:checked");
    const called = chosen !== null && Number(chosen.value) > Number(text.dataset.above);
    if (first) {
      first.hidden = !called;
      return;
    }
    text.hidden = !called;
    if (read) read.hidden = !called;
    if (called) text.focus();
  });
}
if (first) first.focus();
