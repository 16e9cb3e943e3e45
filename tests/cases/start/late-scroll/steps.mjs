export const steps = {
  'scrolls on': () => {
    scrollTo(0, 2050);
    document.getElementById('frame').contentWindow.scrollTo(0, 50);
    window.inner.scrollTop = 20;
  },
  'back to the beginning': () => {
    scrollTo(0, 0);
    document.getElementById('frame').contentWindow.scrollTo(0, 0);
    document.getElementById('box').scrollTo(0, 200);
  },
};
