export const steps = {
  'one that slides in has come': () => undefined,
  'another comes, and stands': () => {
    const made = Object.assign(document.createElement('marquee'), { scrollAmount: 0, textContent: 'made' });
    made.bgColor = 'lightblue';
    document.body.append(made);
  },
  'one is taken out': () => document.getElementById('slides').remove(),
};
