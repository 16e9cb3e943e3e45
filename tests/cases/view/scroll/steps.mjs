export const steps = {
  'scrolls the window': () => scrollTo(0, 400),
  'scrolls an element in both directions': () => document.getElementById('box').scrollTo(120, 90),
  'scrolls by the wheel': async (page) => {
    await page.mouse.move(600, 400);
    const scrolled = page.evaluate(() => new Promise((done) => document.addEventListener('scrollend', done, { once: true })));
    await page.mouse.wheel(0, 300);
    await scrolled;
  },
  'scrolls a text area': () => {
    document.getElementById('area').scrollTop = 60;
  },
  'scrolls back to the top': () => scrollTo(0, 0),
  'adds an element that is scrolled already': () => {
    const box = document.createElement('div');
    box.style.cssText = 'width:100px;height:50px;overflow:scroll';
    box.innerHTML = '<div style="height:300px;width:300px;background:linear-gradient(45deg,red,blue)"></div>';
    document.body.append(box);
    box.scrollTop = 100;
    box.scrollLeft = 30;
  },
};

export const unsteady = 'scrolling is told of when it is painted';
