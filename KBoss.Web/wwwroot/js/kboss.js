// The little that pages need from the browser. No inline scripts: the content security policy allows only files.
window.kboss = (() => {
  const interactive = on => document.body.setAttribute('data-interactive', on ? 'true' : 'false');
  const visible = e => e.getClientRects().length > 0;
  const field = 'input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled])';
  const scope = name => (name && document.querySelector(`[data-testid="${CSS.escape(name)}"]`)) || document;

  // A page without a circuit can be used at once, unless it holds an interactive island.
  if (document.body.dataset.page === 'static' && !document.querySelector('[data-island]')) interactive(true);

  // "/" goes to the search field of the page, or to that of the header.
  document.addEventListener('keydown', e => {
    const typing = e.target.closest?.('input, select, textarea, [contenteditable=true]');
    if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey && !document.querySelector('[role=dialog]')) {
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
    if (e.key === 'Escape') {
      for (const menu of document.querySelectorAll('details.k-menu[open]')) {
        menu.open = false;
        menu.querySelector('summary').focus();
      }
    }
  });

  document.addEventListener('click', async e => {
    for (const menu of document.querySelectorAll('details.k-menu[open]')) {
      if (!menu.contains(e.target)) menu.open = false;
    }

    const copy = e.target.closest('[data-copy]');
    if (copy) {
      await copyText(copy.dataset.copy);
      const said = copy.querySelector('.k-copied');
      said.textContent = said.dataset.text;
      setTimeout(() => said.textContent = '', 2000);
    }

    const show = e.target.closest('[data-show]');
    if (show) reveal(show, show.getAttribute('aria-pressed') !== 'true');

    const reconnect = e.target.closest('[data-reconnect]')?.dataset.reconnect;
    if (reconnect === 'reload') location.reload();
    if (reconnect === 'retry' && !await Blazor.reconnect()) location.reload();
    if (reconnect === 'resume' && !await Blazor.resumeCircuit()) location.reload();
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

  async function copyText(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without HTTPS there is no clipboard object.
    const area = document.body.appendChild(document.createElement('textarea'));
    area.value = text;
    area.select();
    document.execCommand('copy');
    area.remove();
  }

  const modal = document.getElementById('components-reconnect-modal');
  modal?.addEventListener('components-reconnect-state-changed', e => {
    const state = e.detail.state;
    if (state === 'hide') {
      modal.close();
      interactive(true);
    } else if (state === 'rejected') {
      location.reload();
    } else {
      modal.dataset.state = state === 'failed' || state === 'resume-failed' ? 'failed' : state === 'paused' ? 'paused' : 'trying';
      if (!modal.open) modal.showModal();
      interactive(false);
    }
  });

  return {
    interactive: () => interactive(true),

    // How long each text of a form is here, without its line ends, by the id of its field.
    lengths: form => Object.fromEntries([...form.querySelectorAll('input[id], textarea[id]')].map(f => [f.id, f.value.replace(/[\r\n]/g, '').length])),

    sendAgain: ids => ids.forEach(id => document.getElementById(id)?.dispatchEvent(new Event('change', { bubbles: true }))),

    focusInvalid: form => scope(form).querySelector('[aria-invalid=true]')?.focus(),

    showEnd: name => {
      const part = document.querySelector(`[data-testid="${CSS.escape(name)}"]`);
      if (part) part.scrollTop = part.scrollHeight;
    },

    focusDialog: (form, confirm) => {
      const inside = scope(form);
      (confirm ? inside.querySelector('[data-testid=action-confirm]') : [...inside.querySelectorAll(field)].find(visible))?.focus();
    },
  };
})();
