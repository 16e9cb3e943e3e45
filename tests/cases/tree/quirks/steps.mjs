export const steps = {
  'adds a box that counts only without a doctype': () => {
    const box = document.createElement('div');
    box.className = 'bOx';
    box.style.marginTop = '10px';
    document.body.append(box);
  },
  'scrolls the body': () => {
    document.body.style.height = '2000px';
    document.body.scrollTop = 120;
  },
};
