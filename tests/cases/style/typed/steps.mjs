export const steps = {
  'a style attribute is set by its map': () => {
    const map = document.getElementById('b').attributeStyleMap;
    map.set('width', CSS.px(120));
    map.set('transform', new CSSTranslate(CSS.px(30), CSS.px(4)));
  },
  'a rule is set by its map': () => {
    const [rule] = document.getElementById('s').sheet.cssRules;
    rule.styleMap.set('padding-left', CSS.em(2));
    rule.styleMap.delete('color');
  },
  'a map that was kept sets another': () => {
    window.kept ??= document.styleSheets[1].cssRules[0].styleMap;
    kept.set('opacity', 1);
  },
  'it sets it again': () => {
    kept.set('opacity', 0.2);
    kept.set('margin-left', CSS.px(40));
  },
  'all is taken away': () => {
    document.getElementById('b').attributeStyleMap.clear();
    kept.clear();
  },
};
