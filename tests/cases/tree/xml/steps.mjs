export const steps = {
  'sections of characters change and come': () => {
    const inner = document.querySelector('iframe').contentDocument;
    const p = inner.getElementById('p');
    p.firstChild.data = 'changed <i> ]] and more, ';
    p.append(inner.createCDATASection('<added>'));
  },
  'instructions come and go': () => {
    const inner = document.querySelector('iframe').contentDocument;
    inner.getElementById('place').append(inner.createProcessingInstruction('made', 'by a script'), 'and a text');
    inner.body.childNodes[1].remove();
  },
  'sections are cut and joined': () => {
    const p = document.querySelector('iframe').contentDocument.getElementById('p');
    p.lastChild.splitText(3);
    p.lastChild.appendData(' appended');
    p.normalize();
  },
};

// A frame that loads may be seen empty before, or not.
export const unsteady = 'frames load when they do';
