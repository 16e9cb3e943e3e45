import { createApp, h, shallowReactive } from 'vue';

const state = shallowReactive({ rows: [], selected: 0 });
const row = ({ id, label }) =>
  h('tr', { key: id, class: id === state.selected ? 'danger' : '' }, [
    h('td', id),
    h('td', [h('a', label)]),
    h('td', [h('span', { class: 'remove' })]),
  ]);
createApp({ setup: () => () => h('table', [h('tbody', state.rows.map(row))]) }).mount('#app');
app.show = (rows, selected) => {
  state.rows = rows;
  state.selected = selected;
};
