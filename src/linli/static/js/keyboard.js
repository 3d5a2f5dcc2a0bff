/* For practised hands: / to search, n for a new record, j and k down and up a list, Ctrl+Enter to save. */
(function () {
  "use strict";
  function writing(element) { return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)); }

  function rows() {
    return Array.prototype.slice.call(document.querySelectorAll(".table tbody tr, .entries .entry"))
      .map(function (row) { return row.querySelector("th a, .entry-title a, a"); })
      .filter(Boolean);
  }

  function move(step) {
    var links = rows();
    if (!links.length) { return false; }
    var row = document.activeElement && document.activeElement.closest("tr, .entry");
    var at = links.findIndex(function (link) { return link === document.activeElement || (row && row.contains(link)); });
    var next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
    links[next].focus();
    return true;
  }

  function press(event) {
    if (event.key === "/") {
      var search = document.querySelector("main [type=search], [data-search]");
      if (search) { search.focus(); search.select(); return true; }
    }
    if (event.key === "n") {
      var fresh = document.querySelector("[data-new]") || document.querySelector(".bar-first");
      if (fresh) { fresh.click(); return true; }
    }
    if (event.key === "j") { return move(1); }
    if (event.key === "k") { return move(-1); }
    return false;
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      var form = event.target.closest && event.target.closest("form");
      if (form && form.requestSubmit) { event.preventDefault(); form.requestSubmit(form.querySelector("[data-save], .button:not([type=button])")); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) { return; }
    if (press(event)) { event.preventDefault(); }
  });
})();
