export const steps = {
  'the page turns dark': () => {
    document.querySelector('meta').content = 'dark';
  },
  'its root says otherwise': () => {
    document.documentElement.style.colorScheme = 'light';
  },
  'the root has no opinion, and the page has none either': () => {
    document.documentElement.removeAttribute('style');
    document.querySelector('meta').remove();
  },
  'a dark one is added': () => {
    document.head.append(Object.assign(document.createElement('meta'), { name: 'color-scheme', content: 'dark' }));
  },
  'it is not of colours any more': () => {
    document.querySelector('meta').name = 'theme';
  },
};
