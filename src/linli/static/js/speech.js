/* 读给我听: the browser's own voice reads a part of the page. Where it has no Chinese voice the button stays away. */
(function () {
  "use strict";
  var voices = window.speechSynthesis;
  if (!voices || !window.SpeechSynthesisUtterance) { return; }

  function chinese() { return voices.getVoices().find(function (voice) { return /^(zh|cmn)/i.test(voice.lang) && voice.localService !== false; }); }

  function show() {
    if (!chinese()) { return; }
    document.querySelectorAll("[data-read]").forEach(function (button) { button.hidden = false; });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-read]");
    if (!button) { return; }
    if (voices.speaking) { voices.cancel(); return; }
    var part = document.getElementById(button.getAttribute("data-read"));
    if (!part) { return; }
    var words = new SpeechSynthesisUtterance(part.innerText);
    words.voice = chinese();
    words.lang = "zh-CN";
    words.rate = 0.9;
    words.onend = words.onerror = function () { button.setAttribute("aria-pressed", "false"); };
    button.setAttribute("aria-pressed", "true");
    voices.speak(words);
  });
  window.addEventListener("pagehide", function () { voices.cancel(); });
  if (voices.addEventListener) { voices.addEventListener("voiceschanged", show); }
  show();
})();
