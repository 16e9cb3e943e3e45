const add = (...texts) => {
  const items = texts.map((textContent) => Object.assign(document.createElement('li'), { textContent }));
  document.getElementById('list').append(...items);
};

/** Says what to do in the page, where `add` is not known. */
const adding = (...texts) => (page) => page.evaluate(`(${add})(...${JSON.stringify(texts)})`);

export const steps = {
  'adds what stays': adding('two', 'three'),
  'adds what the page takes away at once': adding('unwanted', 'four', 'unwanted'),
  'adds what the page doubles': adding('double'),
  'adds what the page moves': adding('first', 'last'),
};

export const unsteady = 'what passes between two observers may be seen or not';
