/* The bar over a list or a table: hidden while nothing is picked, with the number of picked rows; one box picks the whole page. */
(function () {
  "use strict";
  function boxes(form) { return Array.prototype.slice.call(form.querySelectorAll("tbody input[type=checkbox], .entries input[type=checkbox]")); }

  function count(bar) {
    var form = bar.closest("form");
    if (!form) { return; }
    var picked = boxes(form).filter(function (box) { return box.checked; }).length;
    bar.classList.toggle("nothing-picked", picked === 0);
    bar.querySelector("[data-batch-count]").textContent = String(picked);
  }

  function all() { document.querySelectorAll("[data-batch]").forEach(count); }

  document.addEventListener("change", function (event) {
    var whole = event.target.closest && event.target.closest("[data-pick-all]");
    if (whole) { boxes(whole.closest("form")).forEach(function (box) { box.checked = whole.checked; }); }
    all();
  });
  document.addEventListener("htmx:afterSettle", all);
  window.addEventListener("pageshow", all);
  all();
})();
