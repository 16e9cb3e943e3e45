export const steps = {
  'sets values': () => {
    document.getElementById('text').value = 'set';
    document.getElementById('empty').value = 'no longer empty';
    document.getElementById('area').value = 'set by a script';
    document.getElementById('range').value = 70;
    document.getElementById('output').value = 'result';
  },
  'sets checkedness': () => {
    document.getElementById('check').checked = false;
    document.getElementById('radio').checked = true;
  },
  'makes a checkbox neither': () => {
    document.getElementById('check').indeterminate = true;
  },
  'sets what is selected': () => {
    document.getElementById('select').selectedIndex = 1;
  },
  'selects nothing': () => {
    document.getElementById('select').value = 'no such option';
  },
  'steps, and sets by attribute and text where that still counts': () => {
    document.getElementById('range').stepUp(5);
    document.getElementById('progress').value = 4;
    document.getElementById('meter').value = 0.9;
    document.getElementById('text').setAttribute('value', 'has no effect any more');
    document.getElementById('area').textContent = 'has none either';
  },
  'gives a slider other limits, which move its thumb': () => {
    document.getElementById('range').max = 40;
  },
  'gives a slider coarse steps': () => {
    document.getElementById('range').min = -100;
    document.getElementById('range').step = 50;
  },
  'changes the type of a field': () => {
    document.getElementById('text').type = 'number';
  },
  'adds a field whose value was set before': () => {
    const field = document.createElement('input');
    field.value = 'set before';
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: true, indeterminate: true });
    document.body.append(field, box);
  },
};

export const pixels = { most: 4, because: 'the thumb of a slider that was moved and moved back is drawn a fraction beside' };
