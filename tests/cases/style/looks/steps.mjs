export const steps = {
  'another sheet of the first look comes': () => {
    const style = document.createElement('style');
    style.title = 'first';
    style.textContent = 'p { color: darkred }';
    document.getElementById('place').append(style);
  },
  'one of the second look comes': () => {
    const style = document.createElement('style');
    style.title = 'second';
    style.textContent = 'p { letter-spacing: 9px }';
    document.getElementById('place').append(style);
  },
};
