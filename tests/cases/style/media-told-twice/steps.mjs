export const steps = {
  'a script has the sheets print alone': () => {
    for (const id of ['own', 'linked']) document.getElementById(id).sheet.media.mediaText = 'print';
  },
  'the attributes say all': () => {
    for (const id of ['own', 'linked']) document.getElementById(id).media = 'all';
  },
  'rules change': () => {
    for (const id of ['own', 'linked']) document.getElementById(id).sheet.cssRules[0].style.color = 'teal';
  },
  'the attributes say print': () => {
    for (const id of ['own', 'linked']) document.getElementById(id).media = 'print';
  },
  'the attributes go': () => {
    for (const id of ['own', 'linked']) document.getElementById(id).removeAttribute('media');
  },
};

export const options = { resources: 'same-origin' };
export const unsteady = 'resources are kept in idle time';
