export const options = { resources: 'same-origin' };
export const unsteady = 'pictures come when they have loaded';

export const steps = {
  'the base moves, and what is there stays': () => document.querySelector('base').setAttribute('href', '/below/'),
  'a sheet and a picture that come now follow the new base': async () => {
    const style = document.head.appendChild(document.createElement('style'));
    style.textContent = 'u { background: url(red.svg) } u::after { content: "new" }';
    const image = document.body.appendChild(new Image(30));
    document.body.append(document.createElement('u'));
    image.src = 'red.svg';
    await image.decode();
  },
  'an old sheet is touched by script': () => {
    document.styleSheets[0].cssRules[0].style.padding = '3px';
  },
  'the base goes': () => document.querySelector('base').remove(),
};
