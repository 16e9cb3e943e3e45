export const steps = {
  'a range gets another name': () => {
    CSS.highlights.set('current', new Highlight(range(text('one'), 10, text('one'), 19)));
  },
  'a range over several elements is added to a name': () => {
    before.add(range(text('two'), 5, document.getElementById('two').lastChild, 7));
  },
  'ranges lie on each other, and the later name is on top': () => {
    CSS.highlights.get('current').add(range(text('two'), 0, text('two'), 11));
  },
  'the other gets a higher priority': () => {
    before.priority = 1;
  },
  'text comes before a range, which goes along': () => {
    text('one').insertData(0, 'See: ');
  },
  'a range gets another end': () => {
    for (const made of CSS.highlights.get('current')) made.setEnd(made.endContainer, 2);
  },
  'a range that does not go along is named': () => {
    const [start, end] = [text('two'), document.getElementById('two').lastChild];
    const made = new StaticRange({ startContainer: start, startOffset: 1, endContainer: end, endOffset: 3 });
    const wrong = new Highlight(made);
    wrong.type = 'spelling-error';
    CSS.highlights.set('wrong', wrong);
  },
  'the text of a range is taken away': () => {
    document.querySelector('b').remove();
  },
  'a range of a framed page is named': () => {
    const view = document.querySelector('iframe').contentWindow;
    const made = view.document.createRange();
    made.selectNodeContents(view.document.querySelector('p'));
    view.CSS.highlights.set('framed', new view.Highlight(made));
  },
  'a name is taken away': () => CSS.highlights.delete('found'),
  'all are taken away': () => CSS.highlights.clear(),
};
