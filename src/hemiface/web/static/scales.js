/* A text that an answer calls for is shown at once, before anything is sent. */
const read = document.getElementById("safety-read");
for (const text of document.querySelectorAll(".safety")) {
  const item = text.closest(".item");
  item.addEventListener("change", () => {
    const chosen = item.querySelector("input:checked");
    const called = chosen !== null && Number(chosen.value) > Number(text.dataset.above);
    text.hidden = !called;
    if (read) read.hidden = !called;
    if (called) text.focus();
  });
}
