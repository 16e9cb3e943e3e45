import { createElement, render } from 'preact';

const Row = ({ row, isSelected }) =>
  createElement(
    'tr',
    { class: isSelected ? 'danger' : '' },
    createElement('td', null, row.id),
    createElement('td', null, createElement('a', null, row.label)),
    createElement('td', null, createElement('span', { class: 'remove' })),
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
const root = document.getElementById('app');
app.show = (rows, selected) => render(createElement(List, { rows, selected }), root);
