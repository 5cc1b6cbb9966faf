// What pages without a circuit are told while they stand open: the figures of the header, and that the shop has changed (shop.js asks for the page then). The
// server tells it in one stream for all tabs of a member that somebody can see: a browser has six connections to a server over HTTP/1.1, and a stream holds one
// for as long as it lasts. Which tab has the stream is decided by a lock, and it hands on what it hears.
(() => {
  const member = document.body.dataset.member ?? '';
  if (!member && !document.getElementById('price-clock')) return;

  const name = `kboss-news ${member} ${document.documentElement.lang}`;
  // Without HTTPS there are no locks: then each tab has a stream of its own for as long as it is seen.
  const shares = window.BroadcastChannel && navigator.locks;
  const longest = 60_000;
  let channel = null;
  let source = null;
  let known = {};
  let joined = null;
  let release = null;
  let tries = 0;
  let waiting = 0;
  let over = false;

  const draw = ({ name, badge, label }) => {
    for (const at of document.querySelectorAll(`[data-count="${name}"]`)) {
      const dot = 'dot' in at.dataset;
      at.setAttribute(at.hasAttribute('aria-label') ? 'aria-label' : 'title', label);
      let mark = at.querySelector('.k-badge, .k-dot');
      if (!badge) {
        mark?.remove();
        continue;
      }
      if (!mark) {
        mark = at.appendChild(document.createElement('span'));
        mark.className = dot ? 'k-dot' : 'k-badge';
        mark.dataset.testid = `value-${name}`;
        if (dot) mark.setAttribute('aria-hidden', 'true');
      }
      if (!dot) mark.textContent = badge;
    }
  };

  // The page is not that of whoever is signed in: it is loaded anew, once, and what somebody has typed is left to its end.
  const leave = () => {
    over = true;
    part();
    if (kboss.unsaved() || sessionStorage.getItem('kboss-left') === member) return;
    sessionStorage.setItem('kboss-left', member);
    location.replace(location.pathname + location.search);
  };

  const take = (kind, data) => {
    if (over) return;
    if (kind === 'left') return leave();
    sessionStorage.removeItem('kboss-left');
    if (kind === 'figures') Object.values(JSON.parse(data)).forEach(draw);
    document.dispatchEvent(new CustomEvent(`news-${kind}`, { detail: data }));
  };
  const tell = (kind, data) => {
    if (kind === 'figures' || kind === 'shop') known[kind] = data;
    channel?.postMessage({ kind, data });
    take(kind, data);
  };

  const open = () => {
    let missed = tries > 0;
    source = new EventSource('/shop/news');
    source.addEventListener('who', e => {
      tries = 0;
      if (e.data !== member) return tell('left', '');
      // Whether one's own terms have changed meanwhile nobody knows.
      if (missed && member) tell('terms', '');
      missed = false;
    });
    for (const kind of ['figures', 'shop', 'terms']) source.addEventListener(kind, e => tell(kind, e.data));
    // Whoever lost the server does not come back together with all others.
    source.onerror = () => {
      close();
      waiting = setTimeout(open, Math.min(longest, 1000 * 2 ** tries++) * (.5 + Math.random()));
    };
  };
  const close = () => {
    clearTimeout(waiting);
    source?.close();
    source = null;
  };

  // What nobody sees needs no stream: the next tab that is seen takes it over.
  const part = () => {
    close();
    joined?.abort();
    release?.();
    channel?.close();
    [joined, release, channel, known] = [null, null, null, {}];
  };
  const join = () => {
    if (over || joined || document.hidden) return;
    const mine = joined = new AbortController();
    if (!shares) return open();
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data: { kind, data } }) => {
      if (kind !== 'ask') take(kind, data);
      else if (source) for (const [told, text] of Object.entries(known)) channel.postMessage({ kind: told, data: text });
    };
    navigator.locks.request(name, { signal: mine.signal }, () => mine.signal.aborted ? null : new Promise(done => {
      release = done;
      open();
    })).catch(() => { /* It is not seen any more. */ });
    channel.postMessage({ kind: 'ask' });
  };

  document.addEventListener('visibilitychange', () => document.hidden ? part() : join());
  addEventListener('pagehide', part);
  addEventListener('pageshow', join);
  join();
})();
