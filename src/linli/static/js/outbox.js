/* 没有信号也能记: an act that cannot be sent is sealed for the server alone (ECDH P-256, HKDF, AES-GCM; see
   proofs/envelopes.py) and waits in this browser, which cannot read it again. Any page sends what waits when the line is
   back; the server makes one record of it however often it comes. window.linliOutbox = { able, keep }. */
(function () {
  "use strict";
  var WAITING = "waiting", AGAIN = 20000;
  var owner = document.body.getAttribute("data-owner") || "", post = document.body.getAttribute("data-post") || "";
  var address = document.body.getAttribute("data-outbox"), token = document.body.getAttribute("data-token");
  var bar = document.getElementById("outbox");
  var able = Boolean(address && window.isSecureContext && window.crypto && window.crypto.subtle && window.indexedDB);
  var opening = null, sending = false, timer = null, told = "", arrived = [], open = "";

  function request(asked) {
    return new Promise(function (done, failed) {
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = function () { failed(asked.error); };
    });
  }

  function box(mode) {
    if (!opening) {
      var asked = window.indexedDB.open("linli-outbox", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(WAITING, { keyPath: "id" }); };
      opening = request(asked);
    }
    return opening.then(function (base) { return base.transaction(WAITING, mode).objectStore(WAITING); });
  }

  function packed(bytes) { return window.btoa(Array.prototype.map.call(new Uint8Array(bytes), function (code) { return String.fromCharCode(code); }).join("")); }
  function unpacked(text) { return Uint8Array.from(window.atob(text), function (sign) { return sign.charCodeAt(0); }); }
  function bytes(text) { return new TextEncoder().encode(text); }

  function sealed(text, point, about) {
    var subtle = window.crypto.subtle, curve = { name: "ECDH", namedCurve: "P-256" };
    var iv = window.crypto.getRandomValues(new Uint8Array(12)), moment = null;
    return Promise.all([subtle.generateKey(curve, false, ["deriveBits"]), subtle.importKey("raw", unpacked(point), curve, false, [])])
      .then(function (both) {
        moment = both[0];
        return subtle.deriveBits({ name: "ECDH", public: both[1] }, moment.privateKey, 256);
      })
      .then(function (secret) { return subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]); })
      .then(function (base) {
        return subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: bytes("linli outbox|" + about) }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
      })
      .then(function (key) { return subtle.encrypt({ name: "AES-GCM", iv: iv, additionalData: bytes(about) }, key, bytes(text)); })
      .then(function (body) {
        return subtle.exportKey("raw", moment.publicKey).then(function (mine) { return { point: packed(mine), iv: packed(iv), sealed: packed(body) }; });
      });
  }

  /* Put one act aside: its id, the answers, and what the server would not know of a form begun without signal. One put
     after the other, so that what was written last is what lies there. */
  var putting = Promise.resolve(), turn = 0;
  function put(id, point, text) {
    var mark = Date.now() + "-" + (turn += 1);
    putting = putting.catch(function () { return null; }).then(function () {
      return sealed(JSON.stringify(text), point, id + "|" + owner).then(function (envelope) {
        return box("readwrite").then(function (held) {
          return request(held.put({ id: id, owner: owner, at: Date.now(), mark: mark, unfinished: Boolean(text.unfinished), point: envelope.point, iv: envelope.iv, sealed: envelope.sealed }));
        });
      });
    });
    return putting.then(function () { if (!text.unfinished) { count(); later(); } });
  }

  /* What waits to be sent. A form that is open and not finished yet is still being written on. */
  function waiting() {
    return box("readonly").then(function (held) { return request(held.getAll()); })
      .then(function (all) {
        return all.filter(function (one) { return one.owner === owner && !(one.unfinished && one.id === open); });
      });
  }

  /* Drop what was sent, unless it was written on since. */
  function gone(one) {
    return box("readwrite").then(function (held) {
      return request(held.get(one.id)).then(function (now) { return now && now.mark === one.mark ? request(held.delete(one.id)) : null; });
    });
  }

  function say(sentence, url, word) {
    if (!bar) { return; }
    bar.textContent = sentence;
    if (url) {
      var link = document.createElement("a");
      link.href = url;
      link.textContent = word;
      bar.append(" ", link);
    }
  }

  function count() {
    return waiting().then(function (all) {
      if (all.length) { say("有 " + all.length + " 笔在这台手机里等着上传。" + told); }
      return all.length;
    });
  }

  /* Nothing waits any more: what still lacks something comes first. */
  function report() {
    var short = arrived.filter(function (said) { return said.state === "draft"; });
    if (short.length) { say("没信号时记的都已上传，有 " + short.length + " 笔还差一点：" + short[0].sentence, short[0].url, "去补上"); return; }
    if (arrived.length) { say("没信号时记的 " + arrived.length + " 笔都已上传。", arrived[arrived.length - 1].url, "打开"); }
  }

  function later() {
    window.clearTimeout(timer);
    timer = window.setTimeout(flush, AGAIN);
  }

  function send(one) {
    return window.fetch(address, {
      method: "POST", credentials: "same-origin", redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ id: one.id, point: one.point, iv: one.iv, sealed: one.sealed })
    }).then(function (answer) {
      if (answer.ok) {
        return answer.json().then(function (said) {
          return gone(one).then(function () { arrived.push(said); });
        });
      }
      if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) { told = "登录后自动上传。"; }
      if (answer.status === 409 || answer.status === 422) { return answer.json().then(function (said) { told = said.sentence; }); }
      return null;
    });
  }

  function flush() {
    if (!able || sending || navigator.onLine === false) { return; }
    sending = true;
    waiting().then(function (all) {
      return all.sort(function (a, b) { return a.at - b.at; }).reduce(function (before, one) {
        return before.then(function () { return send(one); });
      }, Promise.resolve());
    }).catch(function () { return null; }).then(function () {
      sending = false;
      return count();
    }).then(function (left) { if (left) { later(); } else { report(); } });
  }

  /* The page of an act put aside offers the next one: the same form, empty, under an id of its own. */
  function anew(form) {
    var next = form.cloneNode(true), who = next.querySelector("#who");
    next.reset();
    next.removeAttribute("data-autosave");
    next.setAttribute("data-outbox-id", window.crypto.randomUUID());
    next.setAttribute("data-outbox-new", "");
    next.querySelectorAll("[name=version], .quick-kinds, .form-errors, #undertaking").forEach(function (part) { part.remove(); });
    next.querySelectorAll("textarea, input[type=text], input:not([type])").forEach(function (field) { field.value = ""; field.defaultValue = ""; });
    next.querySelectorAll("[name=codes]").forEach(function (field) { field.checked = false; });
    if (next.elements.page) { next.elements.page.value = next.getAttribute("data-outbox-id"); }
    if (who) { who.replaceWith(document.getElementById("outbox-who").content.cloneNode(true)); }
    return next;
  }

  function answers(form) {
    var list = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") { list.push([name, value]); }
    });
    return list;
  }

  function saidBy(form) {
    var text = { post: post, entries: answers(form) };
    if (form.hasAttribute("data-outbox-new")) { text.kind = form.getAttribute("data-kind"); text.community = form.getAttribute("data-community"); }
    return text;
  }

  /* A form begun without signal is put aside while it is written, sealed like the rest: a browser that is killed takes
     nothing with it, and what lies there comes back from the server, as a draft. */
  function follow(form) {
    var pause = null, status = form.querySelector("[data-autosave-status]");
    function note(sentence) { if (status) { status.textContent = sentence; } }
    function aside() {
      var text = saidBy(form);
      window.clearTimeout(pause);
      if (form.hidden || !form.isConnected) { return; }
      text.unfinished = true;
      put(form.getAttribute("data-outbox-id"), form.getAttribute("data-outbox-point"), text)
        .then(function () { note("写的先存在这台手机里，关掉也丢不了。"); }, function () { return null; });
    }
    note("");
    open = form.getAttribute("data-outbox-id");
    form.addEventListener("input", function () {
      note("");
      window.clearTimeout(pause);
      pause = window.setTimeout(aside, 400);
    });
    form.addEventListener("submit", function () { window.clearTimeout(pause); });
    window.addEventListener("pagehide", function () { if (pause !== null && open === form.getAttribute("data-outbox-id")) { aside(); } });
  }

  function keep(form) {
    open = "";
    return put(form.getAttribute("data-outbox-id"), form.getAttribute("data-outbox-point"), saidBy(form)).then(function () {
      var panel = document.getElementById("put-aside");
      form.hidden = true;
      panel.hidden = false;
      panel.focus();
    });
  }

  function watch(form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      keep(form).then(flush);
    });
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-outbox-next]")) { return; }
    var old = document.querySelector("form[data-outbox-id]"), next = anew(old);
    old.replaceWith(next);
    next.hidden = false;
    document.getElementById("put-aside").hidden = true;
    watch(next);
    follow(next);
    next.querySelector("#call").focus();
  });

  window.addEventListener("online", flush);
  if (able) { count().then(function (left) { if (left) { flush(); } }, function () { return null; }); }
  window.linliOutbox = { able: able, keep: keep };
})();
