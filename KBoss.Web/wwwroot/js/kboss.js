// The little that pages need from the browser. No inline scripts: the content security policy allows only files.
window.kboss = (() => {
  const interactive = on => document.body.setAttribute('data-interactive', on ? 'true' : 'false');
  // What a circuit has said of itself stands, also where an address that it goes to while it starts is merged into the page, which takes the mark away.
  let circuit = null;
  const alive = on => interactive(circuit = on);
  new MutationObserver(() => {
    if (circuit !== null && !document.body.hasAttribute('data-interactive')) interactive(circuit);
  }).observe(document.body, { attributes: true, attributeFilter: ['data-interactive'] });
  const visible = e => e.getClientRects().length > 0;
  const field = 'input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled])';
  // A dialog that people see: a popover of the browser stands in the page while it is closed, too.
  const openDialog = '[role=dialog]:not([popover]), [role=dialog]:popover-open, dialog[open]';
  const scope = name => (name && document.querySelector(`[data-testid="${CSS.escape(name)}"]`)) || document;

  // A page without a circuit can be used at once, unless it holds an interactive island.
  if (document.body.dataset.page === 'static' && !document.querySelector('[data-island]')) interactive(true);

  // "/" goes to the search field of the page, or to that of the header.
  document.addEventListener('keydown', e => {
    const typing = e.target.closest?.('input, select, textarea, [contenteditable=true]');
    if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey && !document.querySelector(openDialog)) {
      const fields = [...document.querySelectorAll('main [data-search], [data-search]')].filter(visible);
      if (fields.length) {
        e.preventDefault();
        (fields.find(f => f.closest('main')) ?? fields[0]).focus();
      }
    }
    // In a text of several lines Enter is a new line; with Ctrl (or Cmd) it sends the form, as it does in other fields alone.
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && e.target.matches?.('textarea')) {
      e.preventDefault();
      e.target.dispatchEvent(new Event('change', { bubbles: true }));
      e.target.closest('form')?.requestSubmit();
    }
    // In a tree the arrows go from row to row, fold and unfold.
    const row = !e.ctrlKey && !e.metaKey && !e.altKey && e.target.closest?.('[data-tree] > li');
    if (row && ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(e.key)) {
      e.preventDefault();
      const rows = [...row.parentElement.children], at = rows.indexOf(row), fold = row.querySelector('button[aria-expanded]');
      const to = i => rows[Math.max(0, Math.min(i, rows.length - 1))].querySelector('a').focus();
      const opens = fold?.getAttribute('aria-expanded') === 'false';
      if (e.key === 'ArrowDown') to(at + 1);
      else if (e.key === 'ArrowUp') to(at - 1);
      else if (e.key === 'Home') to(0);
      else if (e.key === 'End') to(rows.length - 1);
      else if (e.key === 'ArrowRight') opens ? fold.click() : fold && to(at + 1);
      else if (fold && !opens) fold.click();
      else to(rows.findLastIndex((r, i) => i < at && +r.dataset.depth < +row.dataset.depth));
    }
    if (e.key === 'Escape') {
      for (const menu of document.querySelectorAll('details.k-menu[open]')) {
        menu.open = false;
        menu.querySelector('summary').focus();
      }
      // In a dialog it presses the button that closes without doing anything; that of the dialog on top.
      const dialog = [...document.querySelectorAll('.mud-dialog')].at(-1);
      if (dialog && !e.defaultPrevented && !e.isComposing && !dialog.querySelector(':popover-open, [role=combobox][aria-expanded=true]')) {
        dialog.querySelector('[data-escape]:not([disabled])')?.click();
      }
    }
  });

  // What was typed and is not saved. A form remembers what a field held before somebody typed into it, also when the field has gone since, as in a dialog of
  // several steps. Beside that counts what a page marks: a cell that is edited, what is shown this once (data-unsaved).
  const work = (() => {
    const forms = new WeakMap();
    const held = f => f.type === 'checkbox' || f.type === 'radio' ? f.checked : f.type === 'file' ? f.files.length : f.value;
    const counts = f => f.matches?.('input:not([type=hidden]):not([type=search]), select, textarea');
    const fieldsOf = form => forms.get(form) ?? forms.set(form, new Map()).get(form);
    let circuit, watched = false, left = false, back, gone = false;
    // Whoever clicks or types beside the question about unsaved work has gone on, and keeps the focus there.
    const goOn = e => gone ||= !e.target.closest?.('[data-testid=dialog-leave]');
    for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, goOn, true);

    const know = field => {
      const form = counts(field) && field.closest('form[data-keeps]');
      if (form && !fieldsOf(form).has(field)) fieldsOf(form).set(field, { was: held(field), is: held(field), typed: false });
    };
    document.addEventListener('focusin', e => know(e.target));
    const typed = e => {
      left = false;
      const form = counts(e.target) && e.target.closest('form[data-keeps]');
      if (form) Object.assign(fieldsOf(form).get(e.target) ?? fieldsOf(form).set(e.target, {}).get(e.target), { is: held(e.target), typed: true });
      tell(e.target.closest?.('[data-cell]'));
    };
    document.addEventListener('input', typed, true);
    document.addEventListener('change', typed, true);

    const changed = form => !form.dataset.sending && [...fieldsOf(form)].some(([f, { was, is, typed }]) =>
      typed && (f.isConnected ? held(f) : f.type === 'file' ? was : is) !== was);
    const unsaved = within => {
      const parts = selector => within ? [within, ...within.querySelectorAll(selector)].filter(p => p.matches?.(selector)) : [...document.querySelectorAll(selector)];
      return parts('form[data-keeps]').some(changed) || parts('[data-cell][data-dirty=true]').length ? 'typed' : parts('[data-unsaved]')[0]?.dataset.unsaved ?? '';
    };
    // The circuit hears once that there is something to lose, and asks again here when somebody leaves.
    const tell = sure => {
      if (circuit && !watched && (sure || unsaved())) {
        watched = true;
        circuit.invokeMethodAsync('Watch').catch(() => watched = false);
      }
    };
    new MutationObserver(() => document.querySelector('[data-unsaved]') && tell())
      .observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-unsaved'] });

    // A message goes once, and what is typed after it was sent would go with it: the text rests from the stroke that sends on.
    const lock = (form, on) => form.querySelectorAll(on ? 'textarea:not([readonly])' : 'textarea[data-locked]').forEach(text => {
      text.readOnly = on;
      text.toggleAttribute('data-locked', on);
    });
    const unlock = form => {
      delete form.dataset.sending;
      lock(form, false);
    };
    document.addEventListener('submit', e => {
      const form = e.target;
      if (!form.matches('form[data-keeps]')) return;
      if (form.dataset.sending && form.closest('.k-composer')) {
        e.preventDefault();
        e.stopImmediatePropagation();
        return;
      }
      form.dataset.sending = 'true';
      if (form.closest('.k-composer')) lock(form, true);
    }, true);
    addEventListener('beforeunload', e => {
      if (!left && unsaved()) e.preventDefault();
    });

    return {
      unsaved: name => {
        const lost = unsaved(name ? scope(name) : null);
        if (lost) [back, gone] = [document.activeElement, false];
        if (!name && !lost) watched = false;
        return lost;
      },
      watch: to => {
        [circuit, watched] = [to, false];
        tell();
      },
      forget: name => {
        if (name) return;
        [left, watched] = [true, false];
      },
      // The focus goes back once the question has gone, which puts it elsewhere itself.
      stay: () => {
        const at = back, until = performance.now() + 2000;
        const again = () => {
          if (gone) return;
          const asked = document.querySelector('[data-testid=dialog-leave]');
          if (!asked && at?.isConnected) at.focus();
          if (performance.now() < until && (asked || document.activeElement === document.body)) setTimeout(again, 30);
        };
        again();
        setTimeout(again, 150);
      },
      // All that was typed and is not saved, field by field, also while it is being sent.
      typed: () => [...document.querySelectorAll('form[data-keeps]')].flatMap(form => [...forms.get(form) ?? []])
        .map(([field, { was, is, typed }]) => ({ field, was, is: field.isConnected ? held(field) : is, typed }))
        .filter(({ typed, was, is }) => typed && is !== was),
      // What a field holds before something is put into it.
      know,
      // What was sent while the connection broke may never have gone: then nothing answers it.
      connected: () => document.querySelectorAll('form[data-sending]').forEach(form => setTimeout(() => unlock(form), 5000)),
      submitted: (form, saved) => {
        if (!form) return;
        unlock(form);
        if (saved) forms.delete(form);
        else form.querySelector('[aria-invalid=true]')?.focus();
        kboss.kept?.keep();
      },
    };
  })();

  // What a field has no room for is not left out without a word, and one that is nearly full counts.
  document.addEventListener('paste', e => {
    const f = e.target;
    if (!(f.maxLength > 0)) return;
    const text = e.clipboardData?.getData('text') ?? '';
    const pasted = f.matches('textarea') ? text.replace(/\r\n?/g, '\n') : text.replace(/[\r\n]/g, '');
    f.dataset.cut = Math.max(0, f.value.length - (f.selectionEnd - f.selectionStart) + pasted.length - f.maxLength);
  });
  document.addEventListener('input', e => {
    const f = e.target;
    const said = f.maxLength > 0 ? f.closest('.k-field')?.querySelector('[data-cut-text]') : null;
    if (!said) return;
    const cut = e.inputType?.startsWith('insertFromPaste') ? +f.dataset.cut : 0;
    said.className = cut ? 'k-error' : 'k-help';
    said.textContent = cut ? said.dataset.cutText.replace('{0}', cut).replace('{1}', f.maxLength)
      : f.maxLength >= 50 && f.value.length >= .9 * f.maxLength ? `${f.value.length} / ${f.maxLength}` : '';
  });

  // The menu of a row opens below its button, or above where there is no room, and goes with a click in it or when the list moves.
  document.addEventListener('toggle', e => {
    const panel = e.target;
    if (!panel.matches?.('.k-rowmenu-panel, .k-day-panel') || e.newState !== 'open') return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(panel.id)}"]`).getBoundingClientRect();
    const { width, height } = panel.getBoundingClientRect();
    panel.style.left = `${Math.max(8, button.right - width)}px`;
    panel.style.top = `${button.bottom + height + 8 > innerHeight ? Math.max(8, button.top - height - 4) : button.bottom + 4}px`;
    panel.querySelector('button, a')?.focus();
  }, true);
  const closeRowMenus = () => document.querySelector(':is(.k-rowmenu-panel, .k-day-panel):popover-open')?.hidePopover();
  document.addEventListener('click', e => { if (e.target.closest('.k-rowmenu-panel :is(button, a)')) closeRowMenus(); });
  document.addEventListener('scroll', e => { if (!e.target.closest?.('.k-rowmenu-panel, .k-day-panel')) closeRowMenus(); }, true);
  document.addEventListener('keydown', e => {
    const panel = e.target.closest?.('.k-rowmenu-panel');
    const step = panel ? { ArrowDown: 1, ArrowUp: -1 }[e.key] : 0;
    if (!step) return;
    e.preventDefault();
    const acts = [...panel.querySelectorAll('button, a')];
    acts[(acts.indexOf(e.target) + step + acts.length) % acts.length].focus();
  });

  // Files are dropped on their area; what misses it must not take the page away.
  for (const kind of ['dragover', 'drop']) {
    document.addEventListener(kind, e => {
      const at = e.target.closest?.('[data-drop]');
      document.body.toggleAttribute('data-dragging', kind === 'dragover' && !!e.dataTransfer?.types.includes('Files'));
      for (const area of document.querySelectorAll('[data-drop]')) area.toggleAttribute('data-over', kind === 'dragover' && area === at);
      if (!at && e.dataTransfer?.types.includes('Files')) e.preventDefault();
    });
  }
  document.addEventListener('dragleave', e => {
    e.target.closest?.('[data-drop]')?.removeAttribute('data-over');
    if (!e.relatedTarget) document.body.removeAttribute('data-dragging');
  });
  // Without a circuit the area itself says what was chosen.
  const chose = input => {
    const undo = document.querySelector(`[data-unchoose="${CSS.escape(input.id)}"]`);
    if (!undo) return;
    const text = input.parentElement.querySelector('[data-text]');
    text.lastElementChild.textContent = [...input.files].map(f => f.name).join(', ') || text.dataset.text;
    undo.hidden = !input.files.length;
  };
  // A field of a circuit hears of files once the circuit has told the browser to, by giving it a number for its next file. On a slow line a file is chosen
  // before that: it is told again then.
  const number = '_blazorInputFileNextFileId';
  const early = input => Object.defineProperty(input, number, {
    configurable: true,
    set: value => {
      Object.defineProperty(input, number, { value, writable: true, configurable: true });
      queueMicrotask(() => input.dispatchEvent(new Event('change', { bubbles: true })));
    },
  });
  document.addEventListener('change', e => {
    if (!e.target.matches('[type=file]')) return;
    chose(e.target);
    if (e.target.matches('.k-drop-input') && e.target.files.length && !Object.hasOwn(e.target, number)) early(e.target);
  });
  document.addEventListener('click', e => {
    const input = document.getElementById(e.target.closest?.('[data-unchoose]')?.dataset.unchoose);
    if (input) {
      input.value = '';
      chose(input);
      input.focus();
    }
  });

  // A toast goes out of the way of the field that is typed into.
  const stepAside = () => {
    const toasts = document.getElementById('mud-snackbar-container');
    const at = document.activeElement;
    if (!toasts?.childElementCount || !at?.matches(field)) return;
    toasts.classList.remove('k-toasts-aside');
    const [a, b] = [at.getBoundingClientRect(), toasts.getBoundingClientRect()];
    toasts.classList.toggle('k-toasts-aside', a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom);
  };
  document.addEventListener('focusin', stepAside);
  new MutationObserver(stepAside).observe(document.body, { subtree: true, childList: true });

  // In a column of cells that are edited where they stand, arrows go to the row above or below; so does Tab from a cell that was typed into. From any other
  // cell Tab goes on as everywhere, so that the acts of each row can be reached.
  document.addEventListener('focusin', e => delete e.target.dataset?.typed);
  document.addEventListener('input', e => { if (e.target.closest?.('[data-cell]')) e.target.dataset.typed = 'true'; });
  document.addEventListener('keydown', e => {
    const cell = e.target.matches?.('[data-cell] > input') && !e.ctrlKey && !e.metaKey && !e.altKey ? e.target.closest('[data-cell]') : null;
    if (!cell || cell.querySelector('[role=alert] button')) return;
    const tab = e.key === 'Tab' && e.target.dataset.typed;
    const step = e.key === 'ArrowDown' || (tab && !e.shiftKey) ? 1 : e.key === 'ArrowUp' || (tab && e.shiftKey) ? -1 : 0;
    const cells = step ? [...cell.closest('table').querySelectorAll(`[data-cell="${CSS.escape(cell.dataset.cell)}"] > input`)] : [];
    const next = cells[cells.indexOf(e.target) + step];
    if (next) {
      e.preventDefault();
      next.focus();
      next.select();
    }
  });

  document.addEventListener('click', async e => {
    for (const menu of document.querySelectorAll('details.k-menu[open]')) {
      if (!menu.contains(e.target) || e.target.closest('[data-closes] button')) menu.open = false;
    }

    const copy = e.target.closest('[data-copy]');
    if (copy) {
      await copyText(copy.dataset.copy);
      const said = copy.querySelector('.k-copied');
      said.textContent = said.dataset.text;
      setTimeout(() => said.textContent = '', 2000);
    }

    if (e.target.closest('[data-print]')) print();

    const show = e.target.closest('[data-show]');
    if (show) reveal(show, show.getAttribute('aria-pressed') !== 'true');

    const reconnect = e.target.closest('[data-reconnect]')?.dataset.reconnect;
    if (reconnect === 'reload') reload();
    if (reconnect === 'retry' && !await Blazor.reconnect()) reload();
    if (reconnect === 'resume' && !await Blazor.resumeCircuit()) reload();
  });

  // A password can be looked at while it is typed. It is hidden again before it is sent, so that the browser keeps it as a password.
  const reveal = (button, on) => {
    document.getElementById(button.dataset.show).type = on ? 'text' : 'password';
    button.setAttribute('aria-pressed', on ? 'true' : 'false');
  };
  for (const button of document.querySelectorAll('[data-show]')) button.hidden = false;

  // A posted form goes once; coming back to the page with the browser's button makes it ready again.
  document.addEventListener('submit', e => {
    for (const button of e.target.querySelectorAll('[data-show]')) reveal(button, false);
    // Whoever signs out leaves; the circuit, which learns of it at once, must not lead to the sign-in page meanwhile.
    if (e.target.matches('[data-sign-out]')) window.Blazor?.disconnect?.();
    const form = e.target.closest('form[data-once]');
    if (!form) return;
    if (form.dataset.sent) e.preventDefault();
    form.dataset.sent = 'true';
    form.querySelector('button:not([type=button])')?.setAttribute('aria-busy', 'true');
  });
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent;
      form.querySelector('[aria-busy]')?.removeAttribute('aria-busy');
    }
  });

  // A form that came back with mistakes begins at the first one.
  if (document.body.dataset.page === 'static') document.querySelector('main [aria-invalid=true]')?.focus();

  // A button that has to wait counts the seconds down.
  for (const button of document.querySelectorAll('[data-wait]')) {
    const text = button.textContent;
    const until = Date.now() + 1000 * button.dataset.wait;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? button.dataset.waitText.replace('{0}', left) : text;
      if (left > 0) setTimeout(tick, 500);
    };
    tick();
  }

  // What has to be measured is laid out when one of the parts it depends on, also one that comes later, changes its size.
  const keepLaidOut = (parts, lay) => {
    let waits = false;
    const later = () => {
      if (waits) return;
      waits = true;
      requestAnimationFrame(() => {
        waits = false;
        lay();
      });
    };
    const sizes = new ResizeObserver(later);
    const watched = new WeakSet();
    const watch = () => {
      for (const part of document.querySelectorAll(parts)) {
        if (!watched.has(part)) {
          watched.add(part);
          sizes.observe(part);
        }
      }
    };
    new MutationObserver(watch).observe(document.body, { subtree: true, childList: true });
    addEventListener('resize', later);
    watch();
  };

  async function copyText(text) {
    // Without HTTPS there is no clipboard object, and where there is one it may be forbidden.
    if (navigator.clipboard && await navigator.clipboard.writeText(text).then(() => true, () => false)) return;
    const area = (document.querySelector('dialog:modal') ?? document.body).appendChild(document.createElement('textarea'));
    area.value = text;
    area.select();
    document.execCommand('copy');
    area.remove();
  }

  // The page is loaded anew where the server no longer knows it. What was typed is kept for that (kept.js), so nobody is asked; where it could not be kept,
  // whoever typed it copies it first.
  const reload = () => {
    kboss.kept?.keep();
    work.forget();
    location.reload();
  };
  const modal = document.getElementById('components-reconnect-modal');
  modal?.addEventListener('components-reconnect-state-changed', e => {
    const state = e.detail.state;
    if (state === 'hide') {
      modal.close();
      alive(true);
      work.connected();
      return;
    }
    alive(false);
    const typed = kboss.kept?.keep() ?? 'none';
    const gone = state === 'rejected' || state === 'resume-failed';
    if (gone && typed !== 'unkept') {
      reload();
      return;
    }
    modal.dataset.work = typed;
    if (typed === 'unkept') modal.querySelector('[data-copy]').dataset.copy = kboss.kept.text();
    modal.dataset.state = gone ? 'gone' : state === 'failed' ? 'failed' : state === 'paused' ? 'paused' : 'trying';
    if (!modal.open) modal.showModal();
  });

  return {
    interactive: () => {
      alive(true);
      document.querySelector('.k-console-drawer a.active')?.scrollIntoView({ block: 'nearest' });
    },

    // How long each text of a form is here, without its line ends, by the id of its field.
    lengths: form => Object.fromEntries([...form.querySelectorAll('input[id], textarea[id]')].map(f => [f.id, f.value.replace(/[\r\n]/g, '').length])),

    sendAgain: ids => ids.forEach(id => document.getElementById(id)?.dispatchEvent(new Event('change', { bubbles: true }))),

    visible,
    openDialog,
    keepLaidOut,

    unsaved: work.unsaved,
    watch: work.watch,
    forget: work.forget,
    stay: work.stay,
    submitted: work.submitted,
    typed: work.typed,
    know: work.know,

    // What stands in a field now, also what its page has not heard of yet.
    textOf: name => document.querySelector(`[data-testid="${CSS.escape(name)}"]`)?.value ?? null,

    // Tells a page as soon as somebody can see it: what lies behind other windows is not read.
    whenSeen: page => {
      const tell = () => page.invokeMethodAsync('SeenAsync').catch(() => { /* The page was left. */ });
      if (!document.hidden) tell();
      else document.addEventListener('visibilitychange', tell, { once: true });
    },

    // Puts a text where the cursor stands, or stood last.
    insert: (name, text) => {
      const into = document.querySelector(`[data-testid="${CSS.escape(name)}"]`);
      if (!into) return;
      into.setRangeText(text, into.selectionStart, into.selectionEnd, 'end');
      into.dispatchEvent(new Event('input', { bubbles: true }));
      into.dispatchEvent(new Event('change', { bubbles: true }));
      into.focus();
    },

    focusDialog: (form, first) => {
      const inside = scope(form);
      // Whoever was quicker and writes already goes on where it writes.
      if (!first && document.activeElement?.matches(field) && inside.contains(document.activeElement)) return;
      (first ? inside.querySelector(first) : [...inside.querySelectorAll(field)].find(visible))?.focus();
    },
  };
})();
