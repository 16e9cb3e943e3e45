export const steps = {
  'scrolls in the frame': (page) =>
    page.evaluate(
      () =>
        new Promise((done) => {
          const view = document.querySelector('iframe').contentWindow;
          view.addEventListener('scroll', () => setTimeout(done), { once: true });
          view.scrollTo(0, 300);
        }),
    ),
  'takes it out and puts it back, where it begins anew': (page) =>
    page.evaluate(
      () =>
        new Promise((done) => {
          const frame = document.querySelector('iframe');
          frame.remove();
          frame.onload = () => setTimeout(done);
          document.body.append(frame);
        }),
    ),
};

export const unsteady = 'a frame is there when it has loaded';
