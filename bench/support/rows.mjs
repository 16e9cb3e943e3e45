/** A page with a table of rows, eight nodes each, and what a recorder costs it. */

const html = `<!doctype html><title>bench</title><table><tbody id="rows"></tbody></table>
<script>
  const rows = document.getElementById('rows');
  const add = (count) => {
    const made = document.createDocumentFragment();
    for (let n = 0; n < count; n++) {
      const row = document.createElement('tr');
      row.className = 'row';
      row.innerHTML = '<td class="id">' + n + '</td><td><a href="#' + n + '">row number ' + n + '</a></td><td>' + (n * 7 % 13) + '</td>';
      made.append(row);
    }
    rows.append(made);
  };
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); }));
  globalThis.work = {
    async create(count) { add(count); await frame(); await frame(); },
    async churn(count) {
      const cells = document.querySelectorAll('td.id');
      for (let tick = 0; tick < 100; tick++) {
        for (let n = 0; n < count; n++) cells[n].style.transform = 'translate(' + (tick * n % 97) + 'px, ' + tick + 'px)';
        await frame();
      }
    },
    async settle() { for (let n = 0; n < 20; n++) await frame(); },
  };
</script>`;

/** Nodes of a row. */
export const NODES_PER_ROW = 8;

/**
 * Records a page of so many rows and does some work on it, as `create(10000)`; without work the start is what costs.
 *
 * Returns the CPU of the main thread in milliseconds, until the page has come to rest and until all of it was written,
 * and the bytes of the recording.
 */
export async function measure(stage, recorder, rows, work) {
  const { page, cpu, close } = await stage.open(html);
  await page.evaluate(`add(${rows}); work.settle()`);
  await page.evaluate(`(async () => {${recorder}})()`);
  if (work) await page.evaluate('recorder.start().then(() => work.settle())');
  const before = await cpu();
  await page.evaluate(work ? `work.${work}.then(() => work.settle())` : 'recorder.start().then(() => work.settle())');
  const spent = (await cpu()) - before;
  const bytes = await page.evaluate('recorder.stop()');
  const whole = (await cpu()) - before;
  await close();
  return { spent, whole, bytes };
}
