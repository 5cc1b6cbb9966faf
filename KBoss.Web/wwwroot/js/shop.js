// What the shop's pages, which have no circuit, need from the browser. Without it they work with one more click.
(() => {
  // A filter that is chosen from a list takes effect at once.
  document.addEventListener('change', e => {
    if (e.target.matches('form[data-autosubmit] select')) e.target.form.requestSubmit();
  });

  // Prices change at instants that are known before: ask for the page again then, and take over the parts that differ.
  const longest = 24 * 60 * 60 * 1000;
  const soonest = 1000;
  let failures = 0;
  let ahead = 0;
  let waiting = 0;
  const clock = () => document.getElementById('price-clock');
  const readClock = () => {
    // A page may come from the cache and be some seconds old; a difference beyond that is a clock that goes wrong here.
    const now = Date.parse(document.querySelector('[data-changes-at]')?.dataset.now ?? '') || Date.now();
    ahead = Math.abs(now - Date.now()) > 15 * soonest ? now - Date.now() : 0;
  };
  const waitForPrices = least => {
    const at = Date.parse(document.querySelector('[data-changes-at]')?.dataset.changesAt ?? '');
    if (!at) return;
    const left = at - Date.now() - ahead;
    clearTimeout(waiting);
    // Not everybody in the same moment.
    if (left > longest) waiting = setTimeout(() => waitForPrices(0), longest);
    else waiting = setTimeout(askAgain, Math.max(left, least) + Math.random() * 400);
  };
  const askAgain = async () => {
    // What nobody sees is asked for when somebody does.
    if (document.hidden) return;
    try {
      // Nobody has asked for it, so it keeps nobody signed in.
      const response = await fetch(location.href, { headers: { Accept: 'text/html', 'X-By-Itself': 'true' }, cache: 'no-store' });
      if (response.status === 404) return location.reload();
      if (!response.ok) throw new Error(response.statusText);
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      for (const part of document.querySelectorAll('[data-part]')) {
        const fresh = page.getElementById(part.id);
        const typing = part.contains(document.activeElement) && document.activeElement.matches('input[type=number]');
        if (fresh && !typing && fresh.outerHTML !== part.outerHTML) part.replaceWith(document.adoptNode(fresh));
      }
      failures = 0;
      readClock();
      waitForPrices(soonest);
    } catch {
      waitForPrices(Math.min(60, 5 * 2 ** failures++) * soonest);
    }
  };
  readClock();
  waitForPrices(0);
  // Nobody can say before when terms of one's own are agreed: whoever comes back to the page sees it as it is now.
  document.addEventListener('visibilitychange', () => { if (!document.hidden && clock()) askAgain(); });

  // Nor when a promotion is ended by hand, a public price is changed or terms of one's own are agreed: the server tells (news.js). Not everybody asks in the
  // same moment, and nobody all the time while there is one change after another.
  const rest = 5 * soonest;
  let next = 0;
  let asking = 0;
  const askSoon = () => {
    if (!clock() || document.hidden || asking) return;
    asking = setTimeout(() => {
      [asking, next] = [0, Date.now() + rest];
      askAgain();
    }, Math.max(0, next - Date.now()) + Math.random() * 2 * soonest);
  };
  document.addEventListener('news-shop', e => { if (failures || e.detail !== clock()?.dataset.version) askSoon(); });
  document.addEventListener('news-terms', askSoon);

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
        // A number that is typed into stays as it is; whether it is right is said again.
        for (const field of form.querySelectorAll('input[type=number]')) {
          if (page.getElementById(field.id)?.getAttribute('aria-invalid')) field.setAttribute('aria-invalid', 'true');
          else field.removeAttribute('aria-invalid');
        }
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
    const option = e.target.closest('a[data-sku], a[data-periods]');
    if (option && !e.ctrlKey && !e.metaKey && !e.shiftKey) {
      e.preventDefault();
      if (option.dataset.periods) form.elements.periods.value = option.dataset.periods;
      refresh(option.dataset.sku);
    }
    const step = e.target.closest('[data-step]');
    if (step) {
      const field = form.elements.quantity;
      if (field.validity.badInput || !field.value) field.value = field.min;
      else step.dataset.step > 0 ? field.stepUp() : field.stepDown();
      field.dispatchEvent(new Event('input', { bubbles: true }));
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
