/** Five kinds of pages, and what happens on each: the same in every run. */

/** What all of them call: frames that pass, numbers and words that look random. */
export const support = `
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const words = 'red green blue table chair house desk car pony cookie burger pizza mouse keyboard lamp shelf'.split(' ');
  const word = () => words[random(words.length)];
  const sentence = (length) => Array.from({ length }, word).join(' ') + '. ';
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const frames = async (count) => { for (let at = 0; at < count; at++) await frame(); };
  const $ = (selector) => document.querySelector(selector);
`;

export const sessions = {
  list: {
    what: 'a table of 1,000 rows is made, replaced, changed, sorted forth and back, cleared and made again',
    html: '<table><tbody id="rows"></tbody></table>',
    run: async () => {
      const row = (at, label) =>
        `<tr class="row"><td class="id">${at}</td><td><a href="/item/${at}" class="label">${label}</a></td><td><button class="remove"><span class="icon"></span></button></td></tr>`;
      const make = () => Array.from({ length: 1000 }, (_, at) => row(at + 1, `${word()} ${word()} ${word()}`)).join('');
      const rows = $('#rows');
      const first = make();
      for (const html of [first, make(), '', first, '', first]) {
        rows.innerHTML = html;
        await frames(5);
      }
      for (let at = 0; at < 1000; at += 10) rows.children[at].querySelector('a').append(' !!!');
      await frames(5);
      for (let turn = 0; turn < 4; turn++) {
        const sorted = Array.from(rows.children).sort((a, b) =>
          turn % 2
            ? a.firstChild.textContent - b.firstChild.textContent
            : a.children[1].textContent.localeCompare(b.children[1].textContent),
        );
        rows.append(...sorted);
        await frames(5);
      }
      for (let at = 0; at < 20; at++) {
        rows.children[random(rows.children.length)].classList.toggle('danger');
        rows.children[random(rows.children.length)].remove();
        await frame();
      }
    },
  },
  views: {
    what: 'an application goes to and fro between six views of 600 to 1,600 nodes, and opens the same dialog again and again',
    html: '<header><nav></nav></header><main></main>',
    run: async () => {
      const card = (view, at) =>
        `<article class="card card--${view}"><header class="card__header"><h3 class="card__title">${sentence(3)}</h3><span class="badge badge--${word()}">${random(100)}</span></header><p class="card__text">${sentence(12)}</p><footer class="card__footer"><a class="button button--primary" href="/${view}/${at}">Open</a><button class="button" type="button">Share</button></footer></article>`;
      const views = Array.from(
        { length: 6 },
        (_, view) =>
          `<section class="view view--${view}">${Array.from({ length: 40 + view * 13 }, (_, at) => card(view, at)).join('')}</section>`,
      );
      const dialog = `<div class="backdrop"><div class="dialog" role="dialog"><h2>Settings</h2>${Array.from({ length: 30 }, (_, at) => `<label class="field"><span class="field__label">${sentence(2)}</span><input class="field__input" name="setting-${at}" value="${word()}"></label>`).join('')}</div></div>`;
      for (let visit = 0; visit < 24; visit++) {
        $('main').innerHTML = views[visit < 6 ? visit : random(6)];
        await frames(5);
        if (visit % 3 === 2) {
          $('main').insertAdjacentHTML('beforeend', dialog);
          await frames(5);
          $('.backdrop').remove();
        }
      }
    },
  },
  dashboard: {
    what: 'twelve charts, their numbers and bars go on for 300 frames',
    html: '<main></main>',
    run: async () => {
      $('main').innerHTML = Array.from(
        { length: 12 },
        (_, _at) =>
          `<figure class="chart"><figcaption>${word()} <b>0</b></figcaption><svg viewBox="0 0 300 100"><path fill="none" stroke="currentColor"></path></svg><div class="bar" style="width: 0%"></div></figure>`,
      ).join('');
      const charts = Array.from(document.querySelectorAll('.chart'), (chart) => ({ chart, points: [] }));
      for (let tick = 0; tick < 300; tick++) {
        for (const { chart, points } of charts) {
          points.push(20 + random(6000) / 100);
          if (points.length > 60) points.shift();
          chart.querySelector('path').setAttribute('d', points.map((y, x) => `${x ? 'L' : 'M'}${x * 5} ${y}`).join(''));
          chart.querySelector('b').textContent = points.at(-1).toFixed(2);
          chart.querySelector('.bar').style.width = `${points.at(-1).toFixed(1)}%`;
        }
        await frame();
      }
    },
  },
  article: {
    what: 'a text of 60,000 words is scrolled, and searched for ten words, each of which is marked wherever it stands',
    html: '<main></main>',
    run: async () => {
      $('main').innerHTML = Array.from(
        { length: 60 },
        () =>
          `<h2>${sentence(4)}</h2>${Array.from({ length: 10 }, () => `<p>${Array.from({ length: 10 }, () => sentence(10)).join('')}</p>`).join('')}`,
      ).join('');
      await frames(10);
      for (let at = 0; at < 100; at++) {
        scrollBy(0, 10 + random(200));
        await frame();
      }
      for (let search = 0; search < 10; search++) {
        const wanted = word();
        for (const paragraph of document.querySelectorAll('p')) {
          const parts = paragraph.textContent.split(wanted);
          paragraph.replaceChildren(
            ...parts.flatMap((part, at) =>
              at ? [Object.assign(document.createElement('mark'), { textContent: wanted }), part] : [part],
            ),
          );
        }
        await frames(10);
      }
    },
  },
  chat: {
    what: 'sixty messages come in word by word, each rendered anew as it grows, and answers are typed',
    html: '<ol></ol><textarea></textarea>',
    run: async () => {
      for (let message = 0; message < 60; message++) {
        $('ol').insertAdjacentHTML(
          'beforeend',
          `<li class="message"><img alt="" src="data:,"><div class="body"></div><div class="actions"><button>Copy</button><button>Share</button></div></li>`,
        );
        const body = $('ol').lastElementChild.querySelector('.body');
        const text = sentence(40).split(' ');
        for (let length = 1; length <= text.length; length++) {
          body.innerHTML = `<p>${text.slice(0, length).join(' ')}</p>`;
          await frame();
        }
        $('textarea').value = sentence(1 + random(6));
        $('textarea').dispatchEvent(new Event('input', { bubbles: true }));
        await frame();
      }
    },
  },
};
