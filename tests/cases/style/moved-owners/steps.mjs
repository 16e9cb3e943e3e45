export const steps = {
  'a rule comes': () => document.getElementById('s').sheet.insertRule('.x { background: khaki }'),
  'its sheet is made anew where it moves to': () => document.body.append(document.getElementById('s')),
  'a rule comes into that': () => document.getElementById('s').sheet.insertRule('.x { border: 2px solid teal }'),
  'it moves again': () => document.head.append(document.getElementById('s')),
  'and again, with a rule at once': () => {
    const s = document.getElementById('s');
    document.body.prepend(s);
    s.sheet.insertRule('p { letter-spacing: 2px }', 1);
  },
};
