export const steps = {
  'adds a sheet that is forbidden, too': () => {
    const style = document.createElement('style');
    style.textContent = 'p { background: gold }';
    document.head.append(style);
  },
  'gives the first one other words': () => {
    document.getElementById('forbidden').textContent = 'p { background: navy }';
  },
  'changes what does not make it be looked at again': () => {
    document.getElementById('forbidden').media = 'screen';
    document.getElementById('forbidden').nonce = 'page';
  },
  'gives it words that are allowed': () => {
    document.getElementById('forbidden').textContent = 'p { background: palegreen }';
  },
  'adds rules to it': () => {
    document.getElementById('forbidden').sheet.insertRule('p { color: purple }');
  },
  'moves what is allowed': () => {
    document.body.append(document.getElementById('forbidden'));
  },
  'forbids what was allowed': () => {
    document.getElementById('allowed').nonce = '';
    document.getElementById('allowed').textContent = 'p { border: 8px solid crimson }';
  },
  'moves what is forbidden': () => {
    document.body.append(document.getElementById('allowed'));
  },
  'takes it out and puts it elsewhere later': async () => {
    const style = document.getElementById('allowed');
    style.remove();
    await new Promise(requestAnimationFrame);
    document.head.append(style);
  },
};

export const unsteady = 'the browser tells of what it forbids when it has time';
