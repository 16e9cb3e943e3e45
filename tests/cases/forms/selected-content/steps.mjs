export const steps = {
  'another one is selected, of which a copy is shown': () => {
    document.querySelector('select').selectedIndex = 1;
  },
  'the option changes, and the copy does not': () => {
    document.querySelectorAll('option')[1].innerHTML = '<u>changed</u>';
  },
  'the copy is changed by a script': () => {
    document.querySelector('selectedcontent').append('!');
  },
  'the first is selected again': () => {
    document.querySelector('select').selectedIndex = 0;
  },
  'the copy goes, and another comes': () => {
    document.querySelector('selectedcontent').remove();
    document.querySelector('button').append(document.createElement('selectedcontent'));
  },
};
