// The box that finds things, on pages that have no circuit: asks for what is found. find.js opens it and answers the keys. Only members get this file.
(() => {
  const box = document.querySelector('[data-find][data-find-from]');
  if (!box) return;
  const [what, list, say] = ['[role=combobox]', '[role=listbox]', '.k-find-say'].map(part => box.querySelector(part));
  const keys = say.textContent;
  const pause = 120;
  let timer = 0;
  let asking;

  // What was opened last stays, for it comes from this browser. data-for last: it tells find.js that the answer is there.
  const show = (text, groups, said) => {
    list.replaceChildren(list.querySelector('[data-find-recent]'), ...groups);
    say.textContent = said;
    list.dataset.for = text;
  };

  const look = async text => {
    const { signal } = asking = new AbortController();
    try {
      const headers = { Accept: 'text/html', 'X-Requested-With': 'XMLHttpRequest' };
      const response = await fetch(`${box.dataset.findFrom}?q=${encodeURIComponent(text)}`, { headers, signal });
      // The session has ended: the page shows what it is without one.
      if (response.status === 401) return location.reload();
      if (!response.ok) throw new Error(response.statusText);
      const found = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-find]');
      if (signal.aborted) return;
      show(text, found.querySelectorAll('[role=listbox] > :not([data-find-recent])'), found.querySelector('.k-find-say').textContent);
    } catch {
      if (!signal.aborted) show(text, [], say.dataset.failed);
    }
  };

  what.addEventListener('input', () => {
    clearTimeout(timer);
    asking?.abort();
    const text = what.value.trim();
    if (text) timer = setTimeout(() => look(text), pause);
    else show('', [], keys);
  });
})();
