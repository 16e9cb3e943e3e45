export const steps = {
  'the text of one is another': () => {
    document.querySelector('svg style').textContent = 'rect { fill: gold; stroke: black }';
  },
  'a rule comes into it': () => {
    document.querySelector('svg style').sheet.insertRule('rect { stroke-width: 4px }', 1);
  },
  'the drawing moves with its sheet': () => {
    document.body.append(document.querySelector('svg'));
  },
  'what is no style sheet has another text': () => {
    document.querySelector('math style').textContent = 'mi { color: teal }';
  },
};
