/* Asking by telephone with the keys: 1 to 9 choose in the question that has the focus (or the first unanswered), s skips it. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-interview]");
  if (!form) { return; }

  function questions() { return Array.prototype.slice.call(form.querySelectorAll("[data-question]")); }
  function answered(question) { return question.querySelector("input:checked") || question.hasAttribute("data-skipped"); }

  function current() {
    var inside = document.activeElement && document.activeElement.closest("[data-question]");
    return inside || questions().find(function (one) { return !answered(one); });
  }

  function onwards(question) {
    var all = questions();
    var next = all[all.indexOf(question) + 1];
    var target = next ? next.querySelector("input, textarea") : form.querySelector("[data-save]");
    if (target) { target.focus(); }
  }

  function choose(question, place) {
    var choice = question.querySelectorAll("input[type=radio], input[type=checkbox]")[place];
    if (!choice) { return false; }
    question.removeAttribute("data-skipped");
    choice.click();
    if (choice.type === "radio") { onwards(question); } else { choice.focus(); }
    return true;
  }

  function skip(question) {
    question.setAttribute("data-skipped", "");
    question.querySelectorAll("input:checked").forEach(function (one) { one.checked = false; });
    onwards(question);
    return true;
  }

  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (at && (at.tagName === "TEXTAREA" || at.tagName === "SELECT" || (at.tagName === "INPUT" && !/^(radio|checkbox)$/.test(at.type)))) { return; }
    var question = current();
    if (!question) { return; }
    var done = /^[1-9]$/.test(event.key) ? choose(question, Number(event.key) - 1) : event.key === "s" && skip(question);
    if (done) { event.preventDefault(); event.stopImmediatePropagation(); }
  });
})();
