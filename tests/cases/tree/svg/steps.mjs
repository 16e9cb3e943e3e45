export const steps = {
  'adds shapes': () => {
    const make = (name, attributes) => {
      const shape = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
      return shape;
    };
    document.getElementById('svg').append(
      make('path', { d: 'M10 90 L60 60 L110 80', stroke: 'navy', fill: 'none', 'stroke-width': 3 }),
      make('clipPath', { id: 'clip' }),
      make('feGaussianBlur', { stdDeviation: 2 }),
    );
  },
  'changes geometry by attributes and by the object model': () => {
    document.querySelector('rect').setAttribute('width', '150');
    document.querySelector('circle').r.baseVal.value = 3;
    document.querySelector('marker').setOrientToAuto();
  },
  'uses the older attribute of links': () => {
    const use = document.querySelector('use');
    use.removeAttribute('href');
    use.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', '#dot');
  },
  'changes the viewBox, whose name has capitals': () => {
    document.getElementById('svg').setAttribute('viewBox', '0 0 220 110');
  },
  'changes what is inside foreignObject and math': () => {
    document.querySelector('foreignObject p').textContent = 'changed inside';
    document.querySelector('mn').textContent = '3';
  },
};
