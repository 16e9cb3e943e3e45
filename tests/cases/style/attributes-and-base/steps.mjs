export const options = { resources: 'same-origin' };
export const unsteady = 'pictures come when they have loaded';

/** Waits until a picture is there. */
const loaded = (page, url) =>
  page.evaluate((url) => Object.assign(new Image(), { src: url }).decode(), url);

export const steps = {
  'the base moves, and what is there stays': async (page) => {
    await loaded(page, '/second/tile.svg');
    await page.evaluate(() => {
      document.querySelector('base').setAttribute('href', '/second/');
    });
  },
  'another property is set': () => {
    document.getElementById('kept').style.border = '3px solid';
    document.getElementById('set').style.border = '3px solid';
  },
  'an element is given the same address, which means another one now': () => {
    document.getElementById('late').style.background = 'url(tile.svg)';
    document.getElementById('set').setAttribute('style', 'background: url(tile.svg); opacity: .5');
  },
  'elements come in the task in which the base moves on': () => {
    document.querySelector('base').setAttribute('href', '/third/');
    const fresh = document.body.appendChild(document.createElement('div'));
    fresh.style.background = 'url(/first/tile.svg)';
    fresh.style.background = 'url(../second/tile.svg)';
  },
  'the page goes to another folder': () => {
    document.querySelector('base').remove();
    history.pushState(null, '', '/second/page');
    document.body.appendChild(document.createElement('div')).style.background = 'url(tile.svg)';
  },
  'one is taken out and put back': () => {
    document.body.prepend(document.getElementById('kept'));
  },
};
