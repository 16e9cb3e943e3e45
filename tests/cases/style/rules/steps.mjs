export const steps = {
  'inserts rules': () => {
    const { sheet } = document.getElementById('s');
    sheet.insertRule('p { background: khaki }');
    sheet.insertRule('.x { color: blue }', sheet.cssRules.length);
  },
  'inserts into a style element without text': () => {
    document.getElementById('empty').sheet.insertRule('p { border: 2px solid teal }');
  },
  'inserts into a group': () => {
    document.getElementById('s').sheet.cssRules[2].insertRule('.x { letter-spacing: 2px }', 1);
  },
  'changes declarations of a rule': () => {
    const [rule] = document.getElementById('s').sheet.cssRules;
    rule.style.background = 'lightgreen';
    rule.style.setProperty('padding', '4px', 'important');
  },
  'changes a selector': () => {
    document.getElementById('s').sheet.cssRules[1].selectorText = '.x';
  },
  'deletes rules': () => {
    const { sheet } = document.getElementById('s');
    sheet.deleteRule(0);
    sheet.cssRules[1].deleteRule(0);
  },
  'replaces the text, and inserts at once': () => {
    const s = document.getElementById('s');
    s.textContent = 'p { color: maroon }';
    s.sheet.insertRule('p { text-decoration: underline }');
  },
  'adds a style element that has rules and no text': () => {
    const style = document.createElement('style');
    document.head.append(style);
    for (let index = 0; index < 5; index++) style.sheet.insertRule(`p { margin-left: ${index * 5}px }`, index);
  },
};
