export const steps = {
  'sets inner markup': () => {
    document.getElementById('box').innerHTML = '<h2>Title</h2><p>Some <em>words</em> &amp; more<br>lines</p><!-- nothing -->';
  },
  'adds markup at all four places': () => {
    const h2 = document.querySelector('h2');
    for (const place of ['beforebegin', 'afterbegin', 'beforeend', 'afterend']) {
      h2.insertAdjacentHTML(place, `<i>${place}</i>`);
    }
  },
  'sets outer markup': () => {
    document.querySelector('p').outerHTML = '<blockquote>quoted</blockquote>';
  },
  'moves a node into one that was added in the same task': () => {
    const fresh = document.createElement('section');
    fresh.innerHTML = '<p>fresh <span></span></p>';
    document.body.append(fresh);
    fresh.querySelector('span').append(document.querySelector('blockquote'));
  },
  'builds a table in a fragment': () => {
    const table = document.createElement('table');
    for (let row = 0; row < 3; row++) {
      const cells = table.insertRow();
      for (let cell = 0; cell < 2; cell++) cells.insertCell().textContent = `${row}/${cell}`;
    }
    document.body.append(table);
    table.createTHead().insertRow().insertCell().textContent = 'head';
    table.deleteRow(1);
  },
  'fills a template, which nobody sees, and clones it': () => {
    const template = document.createElement('template');
    template.innerHTML = '<p class="made">made</p>';
    document.body.append(template, template.content.cloneNode(true));
  },
};
