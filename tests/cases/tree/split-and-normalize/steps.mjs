export const steps = {
  'splits a text twice': () => {
    const text = document.getElementById('p').firstChild;
    text.splitText(20).splitText(10);
  },
  'puts an element between the parts': () => {
    const [first] = document.getElementById('p').childNodes;
    first.after(Object.assign(document.createElement('b'), { textContent: 'very ' }));
  },
  'takes it out and joins the parts': () => {
    document.querySelector('b').remove();
    document.getElementById('p').normalize();
  },
  'inserts, deletes and replaces characters': () => {
    const text = document.getElementById('p').firstChild;
    text.insertData(4, 'really ');
    text.deleteData(0, 4);
    text.replaceData(0, 6, 'Actually');
  },
  'splits and joins in one task': () => {
    const p = document.getElementById('p');
    p.firstChild.splitText(5).splitText(5);
    p.normalize();
  },
  'adds empty texts and fills one': () => {
    const p = document.getElementById('empty');
    p.append('', '', '');
    p.childNodes[1].data = 'filled';
  },
};
