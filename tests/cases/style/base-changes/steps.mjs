export const steps = {
  'a base is added, and an image and a rule that mean what is below it': async () => {
    const base = Object.assign(document.createElement('base'), { href: 'below/' });
    document.head.prepend(base);
    const image = Object.assign(new Image(), { src: 'tile.svg', alt: '' });
    const style = document.createElement('style');
    style.textContent = '#place { background: url(green.svg); height: 40px }';
    document.getElementById('place').append(style, image);
    await image.decode();
  },
  'an image that was there is given its address again': async () => {
    const image = document.querySelector('img');
    image.src = 'tile.svg';
    await image.decode();
  },
  'the base goes': () => document.querySelector('base').remove(),
  'the page has another address': () => history.pushState(null, '', '/somewhere/else'),
  'the page is drawn again where it is': () => {
    document.body.append(document.querySelector('p'), document.querySelector('img'));
  },
};

export const options = { resources: 'same-origin' };
export const unsteady = 'resources are kept in idle time';
