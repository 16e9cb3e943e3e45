export const steps = {
  'replaces the body': () => {
    const body = document.createElement('body');
    body.innerHTML = '<p>The second body.</p>';
    document.body.replaceWith(body);
  },
  'replaces the document element': () => {
    const html = document.createElement('html');
    html.lang = 'fr';
    html.innerHTML = '<head><title>Another</title></head><body style="background: #eef"><p>The third body.</p></body>';
    document.documentElement.replaceWith(html);
  },
  'changes the new tree': () => document.body.append('And more.'),
  'takes the document element away and puts it back': () => {
    const html = document.documentElement;
    html.remove();
    document.append(html);
  },
};
