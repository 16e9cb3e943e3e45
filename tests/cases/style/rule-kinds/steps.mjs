export const steps = {
  'a keyframe comes': () => {
    document.styleSheets[0].cssRules[0].appendRule('0% { margin-left: 200px }');
  },
  'a keyframe goes': () => document.styleSheets[0].cssRules[0].deleteRule('0%'),
  'another one comes and is for another instant': () => {
    const keyframes = document.styleSheets[0].cssRules[0];
    keyframes.appendRule('50% { margin-left: 60px }');
    keyframes.findRule('50%').keyText = '0%';
  },
  'the keyframes get another name': () => {
    document.styleSheets[0].cssRules[0].name = 'other';
  },
  'declarations after a nested rule change': () => {
    document.styleSheets[0].cssRules[2].cssRules[1].style.color = 'purple';
  },
  'a face has other letters': () => {
    document.styleSheets[0].cssRules[3].style.setProperty('size-adjust', '60%');
  },
  'a counter style has other signs': () => {
    document.styleSheets[0].cssRules[5].symbols = '"♥" "♦"';
  },
  'it has another system, and what follows': () => {
    const signs = document.styleSheets[0].cssRules[5];
    signs.system = 'fixed';
    signs.suffix = ' => ';
  },
  'a function has another result': () => {
    const wide = document.styleSheets[0].cssRules[7];
    if (wide) wide.cssRules[0].style.setProperty('result', '200px');
  },
};

export const unsteady = 'animations say when they were read';
