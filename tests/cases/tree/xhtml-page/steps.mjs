export const steps = {
  'markup is read as XML': () => {
    document.getElementById('place').innerHTML = '<p xmlns="http://www.w3.org/1999/xhtml">added<br/><![CDATA[ & kept]]></p>';
  },
  'elements of several kinds are made': () => {
    const place = document.getElementById('place');
    place.append(document.createElement('B'), document.createElementNS('urn:own', 'own:made'));
    place.lastChild.textContent = 'made';
    place.lastChild.setAttributeNS('urn:own', 'own:at', '2');
  },
  'a text and a section change': () => {
    const p = document.querySelector('p');
    p.firstChild.data = 'Texts change: ';
    for (const node of p.childNodes) if (node.nodeType === 4) node.data = '<changed>';
  },
};


