export const steps = {
  'one that is checked comes into the form': () => {
    document.getElementById('form').insertAdjacentHTML('beforeend', '<input type="radio" name="a" value="3" checked>');
  },
  'the visitor chooses one, and the pointer leaves': async (page) => {
    await page.locator('#other input').first().check();
    await page.mouse.move(600, 400);
  },
  'one that a script has checked comes deep in a tree': () => {
    const tree = document.createElement('div');
    tree.innerHTML = '<p><b><input type="radio" name="b" value="3"></b></p>';
    tree.querySelector('input').checked = true;
    document.getElementById('other').append(tree);
  },
  'it leaves': () => {
    document.querySelector('#other div').remove();
  },
  'one moves from one form into the other group': () => {
    const moved = document.querySelector('#form [value="3"]');
    document.getElementById('from').append(moved);
    document.querySelector('#form [value="2"]').checked = true;
    document.getElementById('form').append(moved);
  },
  'a form is taken out and comes again': async () => {
    const form = document.getElementById('form');
    form.remove();
    await new Promise(requestAnimationFrame);
    document.body.append(form);
  },
};
