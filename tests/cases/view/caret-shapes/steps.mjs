/** Puts the caret before a letter of a field or an editor. */
const put = (id, at) => (page) =>
  page.evaluate(
    ([id, at]) => {
      const field = document.getElementById(id);
      field.focus();
      if (field.setSelectionRange) field.setSelectionRange(at, at);
      else getSelection().collapse(field.firstChild, at);
    },
    [id, at],
  );

export const steps = {
  'a block before the first letter': put('block', 0),
  'a block before another': put('block', 3),
  'a block behind the last': put('block', 11),
  'a line below a letter': put('line', 2),
  'a line behind the last': put('line', 10),
  'a block in an editor': put('edit', 2),
  'a block at the end of an editor': put('edit', 6),
  'a line in an editor': put('under', 2),
  'a line from top to bottom': put('down', 2),
  'a block from right to left': put('rtl', 2),
  'a block as wide as letters are spaced': put('spaced', 2),
  'a block in the dark': put('night', 4),
  'a bar': put('bar', 2),
};
