export const steps = {
  'sets the markup of the root': () => {
    document.documentElement.innerHTML =
      '<head><title>Set</title><style>p { color: crimson } body { margin: 30px }</style></head><body><!-- nothing --><noscript>not this</noscript><p>The <b>second</b> body.</p><input value="of markup"></body>';
  },
  'changes what came': () => {
    document.querySelector('b').textContent = 'changed';
    document.querySelector('input').value = 'by a script';
    document.styleSheets[0].insertRule('b { background: gold }');
  },
  'empties the document, and fills it': () => {
    document.replaceChildren();
    const html = document.createElement('html');
    html.innerHTML = '<body style="background: #eef"><p>The third body.</p>';
    document.append(html);
  },
  'appends to its markup': () => {
    document.documentElement.innerHTML += '<p>And more.';
  },
};
