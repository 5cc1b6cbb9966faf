// What the shop's pages, which have no circuit, need from the browser. Without it they work with one more click.
(() => {
  // A filter that is chosen from a list takes effect at once.
  document.addEventListener('change', e => {
    if (e.target.matches('form[data-autosubmit] select')) e.target.form.requestSubmit();
  });

  // The choice of a product: ask for the page with the new choice and take over the parts that differ.
  const form = document.querySelector('form[data-live]');
  if (!form) return;
  let latest = 0;
  let pending = null;
  let timer = 0;
  let asked = '';

  const address = sku => {
    const url = new URL(form.dataset.live, location.href);
    for (const [name, value] of new FormData(form)) {
      if (['sku', 'quantity', 'periods'].includes(name)) url.searchParams.set(name, value);
    }
    if (sku) url.searchParams.set('sku', sku);
    return url;
  };

  const refresh = sku => {
    clearTimeout(timer);
    timer = 0;
    const mine = ++latest;
    const url = address(sku);
    asked = url.href;
    form.setAttribute('aria-busy', 'true');
    pending = (async () => {
      try {
        const response = await fetch(url, { headers: { Accept: 'text/html' } });
        if (!response.ok) throw new Error(response.statusText);
        const page = new DOMParser().parseFromString(await response.text(), 'text/html');
        if (mine !== latest) return;
        const focused = document.activeElement?.dataset?.testid;
        for (const part of form.querySelectorAll('[data-part]')) {
          const fresh = page.getElementById(part.id);
          const typing = part.contains(document.activeElement) && document.activeElement.matches('input[type=number]');
          // What is the same stays, with whatever is open or focused in it.
          if (fresh && !typing && fresh.outerHTML !== part.outerHTML) part.replaceWith(document.adoptNode(fresh));
        }
        if (focused && document.activeElement === document.body) form.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus();
        history.replaceState(history.state, '', url);
      } catch {
        // The server could not be asked: the page as a whole says why.
        if (mine === latest) location.assign(url);
      } finally {
        if (mine === latest) {
          form.removeAttribute('aria-busy');
          pending = null;
        }
      }
    })();
  };

  form.addEventListener('click', e => {
    const option = e.target.closest('a[data-sku]');
    if (option && !e.ctrlKey && !e.metaKey && !e.shiftKey) {
      e.preventDefault();
      refresh(option.dataset.sku);
    }
  });
  form.addEventListener('input', e => {
    clearTimeout(timer);
    if (e.target.matches('select')) refresh();
    else timer = setTimeout(() => refresh(), 250);
  });
  form.addEventListener('change', () => {
    if (timer || asked !== address().href) refresh();
  });

  // What is put into the cart is what the page shows: wait for a choice that is still on its way, and act once.
  let sent = false;
  form.addEventListener('submit', async e => {
    if (sent) return e.preventDefault();
    if (!pending) {
      sent = true;
      return;
    }
    e.preventDefault();
    await pending;
    form.requestSubmit(e.submitter);
  });
  addEventListener('pageshow', () => { sent = false; });
})();
