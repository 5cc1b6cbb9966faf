// What was typed and is not saved outlives its page: when the server was started anew or has forgotten the circuit, the page that is loaded instead offers it
// back. It lies in this tab alone (sessionStorage), by member and address, for a day; passwords, codes, keys, bank data and files are never kept. What counts
// as typed is told by kboss.js: what is saved, discarded or left after the question is no longer typed, and goes from here with the next change of the page.
(() => {
  const prefix = 'kboss-typed ';
  const age = 24 * 60 * 60 * 1000;
  const bar = document.querySelector('[data-kept]');
  const member = bar?.dataset.member;
  const fields = ':is(form[data-keeps], [data-cell]) [data-testid^="field-"]';
  const storage = () => {
    try { return sessionStorage; } catch { return null; }
  };
  const kept = () => {
    try { return Object.keys(sessionStorage).filter(k => k.startsWith(prefix)); } catch { return []; }
  };
  const read = key => {
    try {
      const record = JSON.parse(storage()?.getItem(key));
      return record && Date.now() - record.at < age ? record : null;
    } catch {
      return null;
    }
  };
  const drop = keys => keys.forEach(key => storage()?.removeItem(key));

  // Whoever signs out takes it along, in every tab.
  const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('kboss-signed-out') : null;
  let out = false;
  const signOut = () => {
    out = true;
    offered = [];
    drop(kept());
  };
  document.addEventListener('submit', e => {
    if (!e.target.matches('[data-sign-out]')) return;
    signOut();
    tabs?.postMessage('');
  });
  tabs?.addEventListener('message', signOut);

  let key = '';
  let offered = [];
  let armed = false;
  let lost = false;
  let written = null;
  let failed = false;
  let at = 0;
  let told = '';
  let sent = false;

  // What its writer has said in a talk, and which of it was the newest when something was typed: what stands after that and says the same is what was typed, sent
  // just before the answer was lost.
  const said = () => [...document.querySelectorAll('[data-mine]')];
  const newest = new WeakMap();
  const plain = text => `${text}`.replace(/\s+/g, ' ').trim();

  // What a field is found again by: its dialog and by what that was opened, its form, the things that it stands in, its name, and its label.
  const openers = new WeakMap();
  let pressed = '';
  const things = e => {
    const keys = [];
    for (let up = e?.parentElement; up && up !== document.body; up = up.parentElement) if (up.dataset.key) keys.push(`${up.dataset.testid}=${up.dataset.key}`);
    return keys.join(' ');
  };
  document.addEventListener('click', e => {
    const act = e.target.closest?.('[data-testid^="action-"]');
    if (act && !act.closest('[data-kept]')) pressed = `${act.dataset.testid} ${things(act)}`;
  }, true);
  const markDialogs = () => {
    for (const dialog of document.querySelectorAll('.mud-dialog')) if (!openers.has(dialog)) openers.set(dialog, pressed);
  };
  const labelOf = f => {
    const label = f.labels?.[0]?.cloneNode(true);
    label?.querySelectorAll('.k-required, input').forEach(part => part.remove());
    return (label?.textContent ?? f.getAttribute('aria-label') ?? '').trim();
  };
  const placeOf = f => {
    const form = f.closest('form[data-keeps]');
    const dialog = f.closest('.mud-dialog');
    const around = f.closest('[data-key]');
    const within = form && !form.contains(around) ? form : around ?? document.body;
    const same = [...within.querySelectorAll(`[data-testid="${CSS.escape(f.dataset.testid)}"]`)];
    return JSON.stringify([dialog ? openers.get(dialog) ?? '' : null, form?.dataset.testid ?? '', things(f), f.dataset.testid, same.indexOf(f), labelOf(f)]);
  };
  const ticks = f => f.type === 'checkbox' || f.type === 'radio';
  const held = f => ticks(f) ? f.checked : f.value;
  const secret = f => ['password', 'file', 'hidden', 'search'].includes(f.type) || 'private' in f.dataset
    || /password|one-time-code|cc-/.test(f.getAttribute('autocomplete') ?? '') || /password|secret|(^|-)key(-|$)/.test(f.dataset.testid);

  // What a cell held before somebody typed into it; forms know it of their fields.
  const before = new WeakMap();
  document.addEventListener('focusin', e => {
    const cell = e.target.matches?.('[data-cell] input') ? e.target.closest('[data-cell]') : null;
    if (cell && cell.dataset.dirty !== 'true') before.set(e.target, e.target.value);
  });

  const places = new WeakMap();
  const entry = (f, was, is) => {
    if (!f.dataset.testid || secret(f)) return null;
    if (f.isConnected) places.set(f, { place: placeOf(f), label: labelOf(f) });
    const { place, label } = places.get(f) ?? {};
    if (!place) return null;
    const text = typeof is === 'boolean' ? (is ? '✓' : '✗') : f.matches('select') ? [...f.options].find(o => o.value === is)?.textContent.trim() ?? is : is;
    return { place, label, was: was ?? null, is, text, after: newest.get(f) };
  };
  const typed = () => [
    ...kboss.typed().map(({ field, was, is }) => entry(field, was, is)),
    ...[...document.querySelectorAll('[data-cell][data-dirty=true] input')].map(f => entry(f, before.get(f), f.value)),
    // What can no longer be sent, and only be read.
    ...[...document.querySelectorAll('[data-draft]')].map(e => ({ place: '', label: e.dataset.draft, was: null, is: e.textContent, text: e.textContent })),
  ].filter(Boolean);

  // Of two texts for one field the later is enough where it goes on from the earlier.
  const merged = (earlier, later) => [
    ...earlier.filter(e => !later.some(l => l.place === e.place && l.label === e.label && (l.is === e.is || (e.place && `${l.is}`.startsWith(`${e.is}`))))),
    ...later,
  ];

  const here = () => `${prefix}${member} ${location.pathname}${location.search}`;
  const away = () => !!document.querySelector('[data-typed-stays]');
  const broken = () => document.body.dataset.interactive === 'false'
    || getComputedStyle(document.getElementById('blazor-error-ui')).display !== 'none';

  const write = now => {
    if (!now.length && !offered.length) {
      if (key) drop([key]);
      [written, failed] = [null, false];
      return 'none';
    }
    const content = JSON.stringify([offered, now, lost]);
    if (content !== written) {
      at = now.length ? Date.now() : at;
      try {
        sessionStorage.setItem(key, JSON.stringify({ at, lost, offered, now }));
        [written, failed] = [content, false];
      } catch {
        [written, failed] = [null, true];
      }
    }
    return failed ? 'unkept' : now.length ? 'kept' : 'none';
  };
  const open = () => {
    key = here();
    sent = false;
    const record = read(key);
    [offered, lost, at, armed, written] = [record ? merged(record.offered, record.now) : [], record?.lost ?? false, record?.at ?? Date.now(), false, null];
  };

  // Keeps what is typed now, and says whether anything is ('none'), and whether it could be kept ('kept', 'unkept').
  const keep = () => {
    if (out) return 'none';
    if (!member) return kboss.typed().some(({ field }) => !secret(field)) ? 'unkept' : 'none';
    if (away()) {
      // The page was taken away, not left: whoever comes back finds it.
      const record = read(key);
      if (record) [offered, lost] = [merged(record.offered, record.now), true];
      return write([]);
    }
    if (here() !== key) {
      // Of the page that was left only that remains which it has offered and nobody has answered.
      if (key) write([]);
      open();
    }
    const now = typed();
    lost = broken() || (lost && offered.length > 0);
    return write(now);
  };

  // Puts back what stands on the page by now. A field in which something else stands by now than before somebody typed is left as it is.
  const acted = new WeakMap();
  const around = f => f.closest?.('form[data-keeps], [data-cell]');
  const fill = () => {
    if (!armed) return;
    for (const f of document.querySelectorAll(fields)) {
      if (f.disabled || f.readOnly || secret(f)) continue;
      const place = placeOf(f);
      const one = offered.findLast(o => o.place === place);
      const stands = held(f);
      if (!one || (stands !== one.is && stands !== one.was && !(stands === '' && !ticks(f)))) continue;
      if (f.matches('select') && ![...f.options].some(o => o.value === one.is)) continue;
      offered = offered.filter(o => o !== one);
      if (stands === one.is) continue;
      kboss.know(f);
      if (!before.has(f)) before.set(f, stands);
      if (ticks(f)) f.checked = one.is;
      else f.value = one.is;
      f.dispatchEvent(new Event('input', { bubbles: true }));
      f.dispatchEvent(new Event('change', { bubbles: true }));
      // A page that was still loading writes over it: then it is put back once more, unless somebody has done something there, such as to send it.
      const filled = performance.now();
      setTimeout(() => {
        const stands = held(f);
        if (f.isConnected && !(acted.get(around(f)) > filled) && stands !== one.is && (stands === '' || stands === one.was)) {
          offered.push(one);
          tick();
        }
      }, 1500);
    }
  };
  for (const kind of ['keydown', 'pointerdown', 'submit']) {
    document.addEventListener(kind, e => {
      if (around(e.target)) acted.set(around(e.target), performance.now());
    }, true);
  }

  const forget = () => {
    const lines = said();
    const waiting = offered.filter(({ is, after }) => {
      const from = after === '' ? 0 : lines.findIndex(line => line.dataset.mine === after) + 1;
      return after === undefined || (after !== '' && from === 0) || !lines.slice(from).some(line => plain(line.textContent) === plain(is));
    });
    sent ||= waiting.length < offered.length;
    offered = waiting;
  };

  const text = of => of.map(({ label, text }) => of.length > 1 && label ? `${label}: ${text}` : text).join('\n');
  const show = () => {
    const shown = (offered.length > 0 || sent) && !away() && document.body.dataset.interactive === 'true' && key === here();
    const content = JSON.stringify([shown, offered, armed, lost, sent]);
    if (content === told) return;
    told = content;
    const status = bar.querySelector('[role=status]');
    bar.hidden = !shown;
    if (!shown) {
      status.textContent = '';
      return;
    }
    const none = offered.length === 0;
    const words = none ? status.dataset.sent : armed ? status.dataset.waits : lost ? status.dataset.lost : status.dataset.loaded;
    setTimeout(() => status.textContent = words, 50);
    bar.querySelector('[data-kept-do=put]').hidden = armed || none;
    for (const part of bar.querySelectorAll('details, [data-copy], [data-kept-do=discard]')) part.hidden = none;
    bar.querySelector('[data-kept-do=close]').hidden = !none;
    bar.querySelector('[data-copy]').dataset.copy = text(offered);
    const list = bar.querySelector('dl');
    list.replaceChildren(...offered.map(({ label, text }) => {
      const pair = document.createElement('div');
      pair.appendChild(document.createElement('dt')).textContent = label;
      pair.appendChild(document.createElement('dd')).textContent = text;
      return pair;
    }));
  };

  const tick = () => {
    forget();
    fill();
    keep();
    show();
  };
  let waits = 0;
  const soon = () => waits ||= setTimeout(() => {
    waits = 0;
    tick();
  }, 150);

  if (member) {
    // What others typed here, what is old, and what was left on purpose for another address.
    drop(kept().filter(k => !k.startsWith(`${prefix}${member} `) || !read(k) || (k !== here() && !read(k).lost)));
    open();
    for (const kind of ['input', 'change']) {
      document.addEventListener(kind, e => {
        out &&= !e.isTrusted;
        // A field may have gone before its text is kept, as where somebody goes on to the next step at once.
        if (e.target.matches?.(fields)) {
          if (kind === 'input' && e.target.closest('.k-composer')) newest.set(e.target, said().at(-1)?.dataset.mine ?? '');
          markDialogs();
          entry(e.target);
        }
        soon();
      }, true);
    }
    const attributeFilter = ['data-dirty', 'data-interactive', 'readonly', 'disabled'];
    new MutationObserver(() => {
      markDialogs();
      soon();
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter });
    addEventListener('pagehide', keep);
    addEventListener('popstate', soon);
    bar.addEventListener('click', e => {
      const act = e.target.closest('[data-kept-do]')?.dataset.keptDo;
      if (act === 'put') armed = true;
      if (act === 'discard') offered = [];
      if (!act) return;
      sent = false;
      tick();
      // What was pressed has gone: the focus goes on from the page.
      if (bar.hidden) document.getElementById('content')?.focus();
      else if (act === 'put') bar.querySelector('summary').focus();
    });
  }

  kboss.kept = { keep, text: () => text(typed()) };
})();
