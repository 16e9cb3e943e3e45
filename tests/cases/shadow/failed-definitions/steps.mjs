export const steps = {
  'one that fails is made by a parser': () => document.body.insertAdjacentHTML('beforeend', '<x-fails>parsed</x-fails>'),
  'one fails later': () => {
    customElements.define(
      'x-late',
      class extends HTMLElement {
        constructor() {
          super();
          throw new Error('it fails');
        }
      },
    );
  },
};
