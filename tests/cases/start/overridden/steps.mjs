export const steps = {
  'changes the tree': () => {
    document.getElementById('p').append(' that grows');
    document.body.append(document.createElement('hr'));
  },
  'attaches a root': () => {
    document.getElementById('host').attachShadow({ mode: 'open' }).append('and gone on with');
  },
  'sets a value and scrolls': () => {
    document.getElementById('i').value = 'set';
    document.body.style.height = '2000px';
    scrollTo(0, 40);
  },
  'edits a style sheet': () => {
    const style = document.createElement('style');
    document.head.append(style);
    style.sheet.insertRule('p { color: teal }');
  },
};

export const unsteady = 'scrolling is told of when it is painted';
