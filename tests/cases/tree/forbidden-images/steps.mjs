export const steps = {
  'one comes later': () =>
    new Promise((done) => {
      const image = new Image();
      image.alt = 'late';
      image.onerror = done;
      image.src = 'there.png?late';
      document.body.append(image);
    }),
};

export const options = { resources: 'same-origin' };

export const unsteady = 'resources are kept in idle time';
