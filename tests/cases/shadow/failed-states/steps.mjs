export const steps = {
  'one gets a state when it is upgraded': () => {
    customElements.define(
      'x-late',
      class extends HTMLElement {
        internals = this.attachInternals();
        constructor() {
          super();
          this.internals.states.add('on');
        }
      },
    );
  },
  'one gets a state and fails': () => {
    customElements.define(
      'x-fails',
      class extends HTMLElement {
        constructor() {
          super();
          window.failed = this.attachInternals();
          failed.states.add('on');
          throw new Error('it fails');
        }
      },
    );
  },
  'the failed one loses it': () => failed.states.delete('on'),
  'and has it again': () => failed.states.add('on'),
  'the late one loses it': () => document.querySelector('x-late').internals.states.clear(),
  'a new one had it outside of the page': () => {
    customElements.define(
      'x-new',
      class extends HTMLElement {
        constructor() {
          super();
          this.attachInternals().states.add('on');
        }
      },
    );
    const made = document.createElement('x-new');
    made.textContent = 'new';
    document.body.append(made);
  },
};
