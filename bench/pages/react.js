import { createElement, memo } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

const Row = memo(({ row, isSelected }) =>
  createElement(
    'tr',
    { className: isSelected ? 'danger' : '' },
    createElement('td', null, row.id),
    createElement('td', null, createElement('a', null, row.label)),
    createElement('td', null, createElement('span', { className: 'remove' })),
  ),
);
const List = ({ rows, selected }) =>
  createElement(
    'table',
    null,
    createElement(
      'tbody',
      null,
      rows.map((row) => createElement(Row, { key: row.id, row, isSelected: row.id === selected })),
    ),
  );
const root = createRoot(document.getElementById('app'));
app.show = (rows, selected) => flushSync(() => root.render(createElement(List, { rows, selected })));
