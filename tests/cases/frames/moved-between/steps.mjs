export const steps = {
  'one goes each way': () => {
    const inner = document.querySelector('iframe').contentDocument;
    document.body.append(inner.querySelector('h3'));
    inner.body.append(document.getElementById('own'));
  },
  'one leaves a document that becomes an editor in the same task': () => {
    const inner = document.querySelector('iframe').contentDocument;
    document.body.append(inner.querySelector('li'));
    inner.body.prepend(document.querySelector('h3'));
    inner.designMode = 'on';
  },
  'one leaves a document that is written anew': () => {
    const inner = document.querySelector('iframe').contentDocument;
    document.body.append(inner.querySelector('ul'));
    inner.open();
    inner.write('<!doctype html><p>written');
    inner.close();
  },
};
