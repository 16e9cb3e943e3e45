export const steps = {
  'changes the text of a style element': () => {
    document.getElementById('s').textContent = 'p { color: green; font-weight: bold }';
  },
  'adds to it': () => document.getElementById('s').append('p { text-decoration: underline }'),
  'changes one of its texts': () => {
    document.getElementById('s').lastChild.data = 'p { letter-spacing: 3px }';
  },
  'adds a style element': () => {
    document.head.insertAdjacentHTML('beforeend', '<style>p { background: khaki }</style>');
  },
  'limits it by media, and disables the other': () => {
    document.querySelectorAll('style')[1].media = '(max-width: 10px)';
    document.getElementById('s').disabled = true;
  },
  'enables it again': () => {
    document.getElementById('s').disabled = false;
  },
  'sets inline styles': () => {
    const { style } = document.getElementById('p');
    style.color = 'purple';
    style.setProperty('--size', '24px');
    style.fontSize = 'var(--size)';
    style.setProperty('margin', '20px', 'important');
  },
  'removes a style element': () => document.getElementById('s').remove(),
};
