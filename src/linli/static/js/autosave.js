/* 先记下来,回头补: every change of a form with data-autosave="<address>" is sent there in the background. The page says when
   it was kept; until then the writing is put aside in this browser, sealed (aside.js), and goes out later. */
(function () {
  "use strict";
  var OWNER = document.body.getAttribute("data-owner") || "";
  var SENT = "linli:sent";
  var aside = window.linliAside;

  function store(action) { try { return action(window.sessionStorage); } catch (refused) { return null; } }

  function entries(form) {
    var list = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") { list.push([name, value]); }
    });
    return list;
  }

  function body(form, list) {
    var data = new URLSearchParams();
    list.forEach(function (pair) { data.append(pair[0], pair[1]); });
    var token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (token) { data.append("csrfmiddlewaretoken", token.value); }
    return data;
  }

  function clock() {
    var now = new Date();
    return now.getHours() + ":" + ("0" + now.getMinutes()).slice(-2);
  }

  function fill(form, list) {
    var wanted = {};
    list.forEach(function (pair) { (wanted[pair[0]] = wanted[pair[0]] || []).push(pair[1]); });
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || field.type === "file" || field.type === "submit" || (field.type === "hidden" && !field.hasAttribute("data-restore"))) { return; }
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = (wanted[field.name] || []).indexOf(field.value) >= 0;
      } else if (wanted[field.name]) {
        field.value = wanted[field.name].shift();
      }
    });
  }

  function Keeper(form) {
    this.form = form;
    this.address = form.getAttribute("data-autosave");
    this.status = form.querySelector("[data-autosave-status]");
    this.timer = this.retry = null;
    this.sending = this.again = this.dirty = false;
    this.last = JSON.stringify(entries(form));
  }

  Keeper.prototype.say = function (sentence, waiting) {
    if (!this.status) { return; }
    this.status.textContent = sentence;
    this.status.classList.toggle("waiting", Boolean(waiting));
  };

  Keeper.prototype.changed = function (wait) {
    var self = this;
    this.dirty = true;
    this.keepHere();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(function () { self.send(); }, wait);
  };

  Keeper.prototype.keepHere = function () { aside.put(OWNER, this.address, entries(this.form)); };

  Keeper.prototype.forgetHere = function () { aside.drop(OWNER, this.address); };

  Keeper.prototype.later = function () {
    var self = this;
    window.clearTimeout(this.retry);
    this.retry = window.setTimeout(function () { self.send(); }, 10000);
  };

  Keeper.prototype.send = function () {
    var self = this;
    var list = entries(this.form);
    var text = JSON.stringify(list);
    window.clearTimeout(this.timer);
    if (this.sending) { this.again = true; return; }
    if (text === this.last && !this.waiting) { this.dirty = false; return; }
    this.sending = true;
    window.fetch(this.address, { method: "POST", body: body(this.form, list), credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "autosave", "HX-Autosave": "1" } })
      .then(function (answer) { self.answered(answer, text); }, function () { self.lost(); })
      .then(function () { self.sending = false; if (self.again) { self.again = false; self.send(); } });
  };

  Keeper.prototype.answered = function (answer, text) {
    if (answer.ok) {
      this.last = text;
      this.waiting = this.dirty = false;
      if (!this.leaving) { this.forgetHere(); } /* the page that comes may have been drawn before this arrived */
      var version = answer.headers.get("X-Draft-Version");
      if (version && this.form.elements.version) { this.form.elements.version.value = version; }
      this.say("已自动保存 " + clock());
      this.form.dispatchEvent(new CustomEvent("linli:saved", { bubbles: true }));
      return;
    }
    this.keepHere();
    if (answer.status === 409) { this.say("这份草稿在别处也改过，保存前请先核对。您写的都还在。", true); return; }
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 || answer.status === 404) {
      this.say(aside.able ? "要重新登录一下。您写的都还在这台设备上，登录后接着写。" : "要重新登录一下。草稿只存在服务器，请先抄下刚写的。", true);
      return;
    }
    this.waiting = true;
    this.say(aside.able ? "先存在这台设备上，会自动再试。" : "没存上，会自动再试。草稿只存在服务器，请先别关这一页。", true);
    this.later();
  };

  Keeper.prototype.lost = function () {
    this.waiting = true;
    this.keepHere();
    this.say(aside.able ? "没连上，先存在这台设备上，恢复后自动上传。" : "没连上，恢复后自动上传。草稿只存在服务器，请先别关这一页。", true);
    this.later();
  };

  Keeper.prototype.restore = function () {
    var self = this;
    aside.take(OWNER, this.address).then(function (kept) {
      if (!kept) { return; }
      if (JSON.stringify(kept) === self.last) { if (!self.dirty) { self.forgetHere(); } return; }
      if (self.dirty || self.elsewhere(kept)) { self.offer(kept); return; }
      self.take(kept);
    });
  };

  Keeper.prototype.take = function (list) {
    fill(this.form, list);
    this.say("找回了上次没传上去的内容。", true);
    this.waiting = true;
    this.send();
  };

  /* The copy here was begun from another version than the page shows: whoever wrote it decides. When the page it was written
     on was the last to reach the server (data-autosave-last), nobody else has written: an answer was lost, no more. */
  Keeper.prototype.elsewhere = function (list) {
    var last = this.form.getAttribute("data-autosave-last");
    if (last && list.some(function (pair) { return pair[0] === "page" && pair[1] === last; })) { return false; }
    var version = this.form.elements.version;
    return Boolean(version) && list.some(function (pair) { return pair[0] === "version" && pair[1] !== version.value; });
  };

  Keeper.prototype.offer = function (list) {
    var self = this;
    this.say("这台设备上还有一份没传上去的内容。", true);
    if (!this.status) { return; }
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button secondary";
    button.textContent = "换成这一份";
    button.addEventListener("click", function () { self.take(list); });
    this.status.appendChild(button);
  };

  Keeper.prototype.leave = function () {
    if (!this.dirty || this.submitting) { return; }
    this.leaving = true;
    this.keepHere();
    if (navigator.sendBeacon) { navigator.sendBeacon(this.address, body(this.form, entries(this.form))); }
  };

  /* 完成 first asks whether the line is there, by keeping what stands on the page; without it the act goes to the outbox. */
  Keeper.prototype.submit = function (event) {
    var outbox = window.linliOutbox, form = this.form, self = this;
    var whole = form.hasAttribute("data-outbox-id") && outbox && outbox.able && !(event.submitter && event.submitter.name === "pick");
    if (!whole && navigator.onLine === false) {
      event.preventDefault();
      this.lost();
      return;
    }
    this.submitting = true;
    window.clearTimeout(this.timer);
    window.clearTimeout(this.retry);
    this.keepHere();
    if (!whole) { this.sent(); return; }
    event.preventDefault();
    this.say("正在保存……", true);
    this.isThere().then(function (there) {
      if (there) { self.sent(); form.submit(); return null; }
      return outbox.keep(form).then(function () { self.dirty = self.waiting = false; self.forgetHere(); });
    }).catch(function () { self.submitting = false; self.lost(); });
  };

  Keeper.prototype.sent = function () {
    var self = this;
    store(function (box) { box.setItem(SENT, self.address); });
  };

  /* True when the server answers at all, within a time that hands can be kept out of gloves. */
  Keeper.prototype.isThere = function () {
    var self = this, patience = new AbortController();
    if (navigator.onLine === false) { return Promise.resolve(false); }
    var timer = window.setTimeout(function () { patience.abort(); }, 8000);
    return window.fetch(this.address, { method: "POST", body: body(this.form, entries(this.form)), credentials: "same-origin", redirect: "manual", signal: patience.signal, headers: { "X-Requested-With": "autosave", "HX-Autosave": "1" } })
      .then(function (answer) {
        var version = answer.headers.get("X-Draft-Version");
        if (version && self.form.elements.version) { self.form.elements.version.value = version; }
        return [502, 503, 504].indexOf(answer.status) < 0;
      }, function () { return false; })
      .then(function (there) { window.clearTimeout(timer); return there; });
  };

  /* A form that was sent and whose page came back without it has arrived: its copy is no longer needed. */
  function settle(forms) {
    var sent = store(function (box) { var address = box.getItem(SENT); box.removeItem(SENT); return address; });
    var shownAgain = forms.some(function (form) { return form.getAttribute("data-autosave") === sent; });
    if (sent && !shownAgain) { aside.drop(OWNER, sent); }
  }

  function watch(form) {
    if (form.linliKeeper) { return; }
    var keeper = form.linliKeeper = new Keeper(form);
    form.addEventListener("input", function (event) { keeper.changed(event.target.type === "radio" || event.target.type === "checkbox" ? 0 : 800); });
    form.addEventListener("change", function () { keeper.changed(0); });
    form.addEventListener("submit", function (event) { keeper.submit(event); });
    window.addEventListener("online", function () { if (keeper.waiting) { keeper.send(); } });
    window.addEventListener("pagehide", function () { keeper.leave(); });
    window.addEventListener("pageshow", function () { keeper.leaving = false; });
    document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden" && keeper.dirty) { keeper.send(); } });
    if (!aside.able && keeper.status && !keeper.status.textContent) { keeper.say("草稿只存在服务器"); }
    keeper.restore();
  }

  function all() {
    var forms = Array.prototype.slice.call(document.querySelectorAll("form[data-autosave]"));
    settle(forms);
    forms.forEach(watch);
  }

  document.addEventListener("htmx:load", function () { document.querySelectorAll("form[data-autosave]").forEach(watch); });
  all();
})();
