export const steps = {
  'appends to a log': () => {
    for (let line = 0; line < 20; line++) document.getElementById('log').firstChild.data += `line ${line}\n`;
  },
  'appends one more line': () => {
    document.getElementById('log').firstChild.data += 'the last line\n';
  },
  'changes the middle of a sentence': () => {
    const text = document.getElementById('chat').firstChild;
    text.data = text.data.replace('long', 'quite long');
  },
  'changes half of a character': () => {
    const text = document.getElementById('astral').firstChild;
    text.data = text.data.replace('😃', '😅');
  },
  'leaves half of a character': () => {
    const text = document.getElementById('astral').firstChild;
    text.data = text.data.slice(1);
  },
};
