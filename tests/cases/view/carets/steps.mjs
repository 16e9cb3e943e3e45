/** Puts the caret of a field. */
const put = (id, at) => async (page) => {
  await page.evaluate(
    ([id, at]) => {
      const field = document.getElementById(id);
      field.focus();
      field.setSelectionRange(at, at);
    },
    [id, at],
  );
};
/** Puts the caret into an editor, before a letter of a text or a child. */
const into = (id, path, at) => async (page) => {
  await page.evaluate(
    ([id, path, at]) => {
      const editor = document.getElementById(id);
      editor.focus();
      let node = editor;
      for (const index of path) node = node.childNodes[index];
      getSelection().collapse(node, at);
    },
    [id, path, at],
  );
};

export const steps = {
  'before the first letter': put('line', 0),
  'between letters': put('line', 7),
  'behind the last letter': put('line', 15),
  'behind what is typed': (page) => page.keyboard.type(' and more and more'),
  'among what is typed': async (page) => {
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('x');
  },
  'in the colour of the page': put('red', 1),
  'in the middle': put('middle', 1),
  'in an empty field': async (page) => {
    await page.evaluate(() => {
      document.getElementById('middle').value = '';
    });
  },
  'from right to left': put('rtl', 3),
  'at the end from right to left': put('rtl', 8),
  'in lines': put('area', 15),
  'where a line wraps': put('area', 28),
  'in the last, empty line': put('area', 44),
  'in an editor': into('edit', [1, 0], 2),
  'before an element': into('edit', [], 3),
  'at the end of an editor': into('edit', [4], 10),
  'in an empty editor': into('empty', [0], 0),
  'in an editor from right to left': into('rtl-edit', [0], 3),
  'in an editor from top to bottom': into('down', [0], 2),
  'in a field that is half seen': put('scrolled', 4),
  'in a shadow tree': () => {
    const field = document.getElementById('host').shadowRoot.querySelector('input');
    field.focus();
    field.setSelectionRange(4, 4);
  },
  'in a frame': () => {
    const field = document.getElementById('frame').contentDocument.querySelector('input');
    field.focus();
    field.setSelectionRange(6, 6);
  },
  'in what is shown larger': put('shown', 2),
  'nowhere': () => document.activeElement.blur(),
};

export const unsteady = 'keys come when they do';
