export const steps = {
  'gives an animation of the style sheet other keyframes': () => {
    const [animation] = document.getElementById('keyframes').getAnimations();
    animation.effect.setKeyframes([{ translate: '0' }, { translate: '400px' }]);
    animation.currentTime = 1500;
  },
  'lets an endless one end': () => {
    const [animation] = document.getElementById('timing').getAnimations();
    animation.effect.updateTiming({ iterations: 1, fill: 'both' });
    animation.finish();
  },
  'gives another one another effect': () => {
    const element = document.getElementById('effect');
    const [animation] = element.getAnimations();
    animation.effect = new KeyframeEffect(element, { opacity: [0.2, 0.4] }, { duration: 1000, fill: 'both' });
    animation.currentTime = 500;
  },
  'moves something, and then something else': () => {
    const effect = new KeyframeEffect(document.getElementById('left'), { opacity: [0.5, 0.5] }, 1000);
    const animation = new Animation(effect);
    animation.pause();
    effect.target = document.getElementById('timing');
  },
  'is started anew by the style sheet': () => {
    const { style } = document.getElementById('keyframes');
    style.animation = 'none';
    document.getElementById('keyframes').getAnimations();
    style.animation = '';
  },
};

export const unsteady = 'animations say when they were read';
