export const steps = {
  'becomes a link': () => {
    document.querySelector('a:not([href])').href = 'javascript:';
  },
  'becomes another': () => {
    document.querySelector('a').href = 'data:,';
  },
  'is no link any more': () => {
    document.querySelectorAll('a')[1].removeAttribute('href');
  },
};
