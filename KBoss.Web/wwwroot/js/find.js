// The box that finds things: Ctrl+K opens it, arrows choose, Enter opens. What was opened last is kept in this browser until its member signs out.
(() => {
  const { visible, openDialog } = kboss;
  const box = () => document.querySelector('[data-find]');
  const options = () => [...box().querySelectorAll('[role=option]')].filter(visible);
  const field = () => box().querySelector('[role=combobox]');
  const list = () => box().querySelector('[role=listbox]');
  const key = () => `kboss-opened-${box().dataset.member}`;
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(key())) ?? []; } catch { return []; }
  };
  let waits = false;

  const choose = option => {
    for (const other of box().querySelectorAll('[role=option]')) other.setAttribute('aria-selected', other === option ? 'true' : 'false');
    field().setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  };

  const recent = () => {
    const part = box().querySelector('[data-find-recent]');
    part.querySelectorAll('a').forEach(a => a.remove());
    const things = field().value.trim() ? [] : kept();
    part.hidden = !things.length;
    things.forEach(({ href, name, thing }, at) => {
      const a = part.appendChild(document.createElement('a'));
      Object.assign(a, { id: `find-recent-${at}`, href, tabIndex: -1 });
      a.setAttribute('role', 'option');
      a.dataset.testid = 'row-recent';
      for (const [tag, text] of [['span', name], ['small', thing]]) a.appendChild(document.createElement(tag)).textContent = text;
    });
  };

  const open = () => {
    if (!box() || box().open || document.querySelector('[data-find-open]')?.disabled || document.querySelector(openDialog)) return;
    field().value = '';
    field().dispatchEvent(new Event('input', { bubbles: true }));
    box().showModal();
    recent();
    choose(options()[0]);
    field().focus();
  };

  const take = option => {
    const { press, thing } = option.dataset;
    if (thing) {
      const opened = { href: option.getAttribute('href'), name: option.querySelector('span').textContent, thing };
      localStorage.setItem(key(), JSON.stringify([opened, ...kept().filter(one => one.href !== opened.href)].slice(0, 8)));
    }
    box().close();
    if (press) document.querySelector(`[data-testid="${CSS.escape(press)}"]`)?.click();
  };

  document.addEventListener('keydown', e => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k' && box()) {
      e.preventDefault();
      if (box().open) box().close(); else open();
    }
    if (e.target !== box()?.querySelector('[role=combobox]') || e.isComposing) return;
    const all = options();
    const at = all.findIndex(option => option.getAttribute('aria-selected') === 'true');
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (step && all.length) {
      e.preventDefault();
      choose(all[(at + step + all.length) % all.length]);
    }
    if (e.key === 'Enter') {
      e.preventDefault();
      // What is there was found for a text before; the answer to this one is opened when it comes.
      waits = list().dataset.for !== field().value.trim();
      if (!waits) (all[at] ?? all[0])?.click();
    }
  });

  document.addEventListener('input', e => {
    if (e.target === box()?.querySelector('[role=combobox]')) {
      waits = false;
      recent();
    }
  });

  document.addEventListener('click', e => {
    if (e.target.closest('[data-find-open]')) open();
    const option = e.target.closest('[data-find] [role=option]');
    if (option) {
      if (option.dataset.press) e.preventDefault();
      take(option);
    } else if (e.target.closest('[data-find-close]') || e.target === box()) box()?.close();
  });

  document.addEventListener('submit', e => {
    if (e.target.matches('[data-sign-out]')) Object.keys(localStorage).filter(k => k.startsWith('kboss-opened-')).forEach(k => localStorage.removeItem(k));
  });

  new MutationObserver(() => {
    if (!box()?.open) return;
    choose(options()[0]);
    if (waits && list().dataset.for === field().value.trim()) {
      waits = false;
      options()[0]?.click();
    }
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-for'] });
})();
