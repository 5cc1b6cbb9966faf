// Talk: how high it is, who types, and where it stands.
(() => {
  // A talk is as high as the window leaves room for, with what is above it and the place to write below; whoever has its end in sight keeps it.
  const lay = () => {
    for (const talk of document.querySelectorAll('.k-talk')) {
      const composer = talk.parentElement.querySelector(':scope > .k-composer');
      const box = talk.getBoundingClientRect();
      const below = (composer ?? talk).getBoundingClientRect().bottom - box.bottom;
      const around = `${Math.ceil(box.top + scrollY + below) + 16}px`;
      if (talk.style.getPropertyValue('--k-around') === around) continue;
      const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 8;
      talk.style.setProperty('--k-around', around);
      if (atEnd) talk.scrollTop = talk.scrollHeight;
    }
  };
  kboss.keepLaidOut('.k-talk, .k-composer, main:has(.k-talk)', lay);

  // Who types is told of at most every few seconds. What was for the own people alone was told to nobody, and the next stroke may be for the others.
  const typists = new Map();
  document.addEventListener('input', e => {
    const form = e.target.matches?.('textarea') ? e.target.closest('form')?.dataset.testid : null;
    const typist = typists.get(form);
    if (!typist || Date.now() - typist.told < 2500) return;
    typist.told = Date.now();
    typist.page.invokeMethodAsync('TypeAsync').then(was => { if (!was) typist.told = 0; }, () => typists.delete(form));
  });

  // Tells a page that somebody types into the text of its form; the page that asked last is told.
  kboss.watchTyping = (form, page) => typists.set(form, { page, told: 0 });

  kboss.showEnd = name => {
    const part = document.querySelector(`[data-testid="${CSS.escape(name)}"]`);
    if (part) part.scrollTop = part.scrollHeight;
  };
})();
