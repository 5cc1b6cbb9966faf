// Lists: filters, bar and heads stay while rows scroll. How high the things above each other are only the browser knows; a table that is wider than the
// page scrolls in itself. What is shown on a phone (cards) or in a dialog stays as it is.
(() => {
  const bars = '.k-console-bar, .k-shop-header';
  // Rounded down: what is put a pixel too low leaves a slit through which rows are seen.
  const whole = e => Math.floor(e?.getBoundingClientRect().height ?? 0);
  const lay = () => {
    const roomy = innerWidth > 640;
    const high = [...document.querySelectorAll(bars)].reduce((most, bar) => Math.max(most, bar.offsetHeight), 0);
    const top = roomy ? high : 0;
    document.documentElement.style.setProperty('--k-top', `${top}px`);
    document.documentElement.style.setProperty('--k-bars', `${high}px`);
    for (const filters of document.querySelectorAll('.k-filters')) {
      const holds = roomy && filters.offsetHeight < innerHeight / 5 && !filters.closest('[role=dialog]') && filters.parentElement.querySelector(':scope .k-grid');
      filters.toggleAttribute('data-holds', !!holds);
    }
    for (const grid of document.querySelectorAll('.k-grid')) {
      const scroll = grid.querySelector(':scope > .k-grid-scroll');
      // A page may set a table by itself, without a bar above it.
      const table = scroll?.querySelector(':scope > .k-table');
      const holds = roomy && table && !grid.closest('[role=dialog]');
      if (!holds) {
        grid.removeAttribute('data-holds');
        continue;
      }
      const filters = grid.parentElement.querySelector(':scope > .k-filters[data-holds]');
      grid.style.setProperty('--k-above', `${whole(filters)}px`);
      grid.style.setProperty('--k-bar', `${whole(grid.querySelector(':scope > .k-grid-bar'))}px`);
      const holding = table.offsetWidth > scroll.offsetWidth + 1 ? 'wide' : 'page';
      if (grid.dataset.holds !== holding) grid.dataset.holds = holding;
    }
  };
  kboss.keepLaidOut(`${bars}, .k-filters, .k-grid-bar, .k-grid-scroll, .k-grid-scroll > .k-table`, lay);
})();

// Columns are dragged to another width by the edge of their head, to another place by the head itself; the menu of columns does the same by buttons. The
// list is told what was done by the hidden field in its bar.
(() => {
  const narrowest = 56;
  const heads = table => [...table.querySelectorAll(':scope > thead th[data-column]')];
  const tell = (table, text) => {
    const field = table.closest('.k-grid').querySelector('[data-grid-told]');
    field.value = text;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  // From now on each column is as wide as it is now.
  const fix = table => {
    const widths = [...table.querySelectorAll(':scope > thead th')].map(head => head.getBoundingClientRect().width);
    const columns = [...table.querySelectorAll(':scope > colgroup > col')];
    columns.forEach((column, at) => column.style.width = `${Math.floor(widths[at])}px`);
    table.style.width = `${widths.reduce((sum, width) => sum + Math.floor(width), 0)}px`;
    table.dataset.sized = 'true';
    return columns;
  };
  const size = (table, columns, head, width) => {
    const at = [...head.parentElement.children].indexOf(head);
    const before = parseFloat(columns[at].style.width);
    const after = Math.max(narrowest, Math.round(width));
    columns[at].style.width = `${after}px`;
    table.style.width = `${parseFloat(table.style.width) + after - before}px`;
  };
  const tellWidths = (table, columns) => {
    const all = [...table.querySelectorAll(':scope > thead th')];
    const sized = all.filter(head => head.dataset.sizes);
    tell(table, `widths ${sized.map(head => `${head.dataset.sizes}:${Math.round(parseFloat(columns[all.indexOf(head)].style.width))}`).join(',')}`);
  };
  // What was dragged was not clicked.
  const once = e => {
    e.preventDefault();
    e.stopPropagation();
  };
  const swallow = () => {
    addEventListener('click', once, { capture: true, once: true });
    setTimeout(() => removeEventListener('click', once, { capture: true }));
  };

  document.addEventListener('pointerdown', e => {
    const head = e.target.closest?.('.k-table th[data-column]');
    if (!head || e.button !== 0) return;
    const table = head.closest('table');
    const from = { x: e.clientX, y: e.clientY };
    const sizing = !!e.target.closest('[data-resize]');
    if (!sizing && e.pointerType !== 'mouse') return;
    let columns = null;
    let width = 0;
    let target = null;
    let side = '';
    let moving = false;
    if (sizing) e.preventDefault();

    const move = at => {
      if (sizing) {
        if (!columns) {
          width = head.getBoundingClientRect().width;
          columns = fix(table);
          table.dataset.sizing = 'true';
        }
        size(table, columns, head, width + (at.clientX - from.x) * (getComputedStyle(table).direction === 'rtl' ? -1 : 1));
      } else if (moving || Math.hypot(at.clientX - from.x, at.clientY - from.y) > 8) {
        moving = true;
        table.dataset.moving = 'true';
        head.dataset.moved = 'true';
        target?.removeAttribute('data-drop');
        target = heads(table).find(other => {
          const box = other.getBoundingClientRect();
          return other !== head && at.clientX >= box.left && at.clientX < box.right && Math.abs(at.clientY - (box.top + box.bottom) / 2) < 80;
        }) ?? null;
        if (target) {
          const box = target.getBoundingClientRect();
          side = at.clientX < (box.left + box.right) / 2 ? 'before' : 'behind';
          target.dataset.drop = side;
        }
      }
    };
    const end = at => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
      delete table.dataset.sizing;
      delete table.dataset.moving;
      delete head.dataset.moved;
      target?.removeAttribute('data-drop');
      if (columns || moving) swallow();
      if (at.type === 'pointerup' && columns) tellWidths(table, columns);
      if (at.type === 'pointerup' && moving && target) tell(table, `move ${head.dataset.column} ${side} ${target.dataset.column}`);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
  });

  document.addEventListener('click', e => {
    const button = e.target.closest?.('[data-column-size]');
    const table = button?.closest('.k-grid').querySelector('.k-table');
    const head = table && heads(table).find(other => other.dataset.column === button.dataset.column);
    if (!head) return;
    const width = head.getBoundingClientRect().width;
    const columns = fix(table);
    size(table, columns, head, width + Number(button.dataset.columnSize));
    tellWidths(table, columns);
  });
})();
