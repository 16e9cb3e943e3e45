export const steps = {
  'a shape changes': () => {
    const circle = document.getElementById('c');
    circle.setAttribute('class', 'big');
    circle.cx.baseVal.value = 160;
  },
  'a shape comes that holds a page': () => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', 'foreignObject');
    for (const [name, value] of Object.entries({ x: 200, y: 20, width: 100, height: 60 })) made.setAttribute(name, value);
    const p = document.createElementNS('http://www.w3.org/1999/xhtml', 'p');
    p.textContent = 'a paragraph';
    made.append(p);
    document.documentElement.append(made);
  },
  'its text and its box change': () => {
    document.querySelector('text').textContent = 'Changed';
    document.documentElement.setAttribute('viewBox', '0 0 400 300');
  },
};
