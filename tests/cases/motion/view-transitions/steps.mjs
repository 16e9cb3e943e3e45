export const steps = {
  'a transition has ended': () => {
    const transition = document.startViewTransition(() => {
      document.getElementById('card').className = 'moved';
      document.getElementById('text').textContent = 'after';
    });
    return transition.finished;
  },
  'another was skipped': () => {
    const transition = document.startViewTransition(async () => {
      document.getElementById('card').className = '';
      document.getElementById('text').textContent = 'and back';
    });
    transition.skipTransition();
    transition.ready.catch(() => undefined);
    return transition.finished;
  },
};

export const unsteady = 'animations say when they were read';
