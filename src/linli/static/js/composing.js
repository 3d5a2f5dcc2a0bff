/* While pinyin is being composed nothing is searched and Enter sends nothing; when the word stands, the search hears of it once. */
(function () {
  "use strict";
  document.addEventListener("input", function (event) {
    if (event.isComposing && event.target.matches && event.target.matches("[type=search], [data-search]")) { event.stopImmediatePropagation(); }
  }, true);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
  document.addEventListener("compositionend", function (event) {
    if (event.target.matches && event.target.matches("[type=search], [data-search]")) {
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
