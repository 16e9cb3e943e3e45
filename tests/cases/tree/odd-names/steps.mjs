export const steps = {
  'adds odd elements by a parser': () => {
    document.body.insertAdjacentHTML('beforeend', '<a:b:c {x}="1" @keyup.enter="2">added</a:b:c><h:>colon</h:>');
  },
  'adds elements with capitals and prefixes by a script': () => {
    const namespaces = ['http://www.w3.org/1999/xhtml', 'urn:some', null];
    for (const [index, namespace] of namespaces.entries()) {
      const made = document.createElementNS(namespace, index === 0 ? 'CamelCase' : index === 1 ? 'x:Thing' : 'plain');
      made.textContent = `made in ${namespace}`;
      document.body.append(made);
    }
  },
  'sets attributes in namespaces': () => {
    const p = document.querySelector('p');
    p.setAttributeNS('urn:some', 'some:thing', 'with a prefix');
    p.setAttributeNS('urn:some', 'bare', 'without one');
    p.setAttributeNS('http://www.w3.org/XML/1998/namespace', 'xml:lang', 'de');
  },
  'changes and removes odd attributes': () => {
    const [odd] = document.body.children[1].attributes;
    odd.value = 'stop()';
    const p = document.querySelector('p');
    p.removeAttributeNS('urn:some', 'thing');
    p.removeAttribute('1');
  },
  'the same attribute by two prefixes': () => {
    const [, made, plain] = [...document.body.children].slice(-3);
    made.setAttributeNS('urn:some', 'first:mark', 'x');
    plain.setAttributeNS('urn:some', 'other:mark', 'x');
  },
  'removes them by their namespace': () => {
    const [, made, plain] = [...document.body.children].slice(-3);
    made.removeAttributeNS('urn:some', 'mark');
    plain.removeAttributeNS('urn:some', 'mark');
    plain.setAttributeNS('urn:some', 'first:mark', 'again');
  },
  'a name that begins with what comes before a value': () => {
    document.body.insertAdjacentHTML('beforeend', '<p =mark=1>odd</p>');
  },
  'names no element has': () => {
    document.body.append(document.createElement('constructor'), document.createElement('__proto__'));
    document.body.lastChild.setAttribute('toString', 'x');
    document.body.lastChild.setAttribute('__proto__', 'y');
  },
};
